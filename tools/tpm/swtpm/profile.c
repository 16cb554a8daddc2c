/* tools/tpm/swtpm/profile.c - see profile.h. */
#include "tools/tpm/swtpm/profile.h"

#include "tools/profile/load/find.h"
#include "tools/tpm/swtpm/state.h"
#include "tools/tpm/swtpm/words.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool is_libtpms(const char *name)
{
        return strcmp(name, "null") == 0 || strncmp(name, "default-v", 9) == 0;
}

/* The text of @path, which must require nothing itself, and a line more, as a file that only this process and its children see. Returns a descriptor, or -1. */
static int copy_with(const char *path, const char *name)
{
        char piece[4096];
        int from = open(path, O_RDONLY | O_CLOEXEC);
        int to = from < 0 ? -1 : memfd_create("profile", MFD_CLOEXEC);
        ssize_t got = to < 0 ? -1 : 1;

        while (got > 0) {
                got = read(from, piece, sizeof(piece));
                if (got > 0 && write(to, piece, (size_t)got) != got)
                        got = -1;
        }
        if (from >= 0)
                close(from);
        if (got == 0 && dprintf(to, "\nrequires: {libtpms-profile: %s}\n", name) > 0)
                return to;
        if (to >= 0)
                close(to);
        return -swtpm_error("--profile: %s: %s", path, strerror(errno));
}

int profile_choose(const char *name, const struct vtpmd_options *vtpmd, struct settings *settings)
{
        char path[PROFILE_PATH_MAX];
        char state[PATH_MAX];
        int fd;

        if (!name)
                return 0;
        if (!is_libtpms(name)) {
                if (snprintf(settings->profile, SETTING_MAX, "%s", name) >= SETTING_MAX)
                        return -swtpm_error("--profile: too long");
                return 0;
        }
        state_path(vtpmd, state);
        if (access(state, F_OK) == 0)
                return 0;
        profile_find(settings->profile, path);
        fd = copy_with(path, name);
        if (fd < 0)
                return -1;
        snprintf(settings->profile, SETTING_MAX, "/proc/self/fd/%d", fd);
        return 0;
}
