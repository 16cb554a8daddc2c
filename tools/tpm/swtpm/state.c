/* tools/tpm/swtpm/state.c - see state.h. */
#include "tools/tpm/swtpm/state.h"

#include "lib/wire/swtpm_linear.h"
#include "tools/tpm/swtpm/words.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_MODE 0640 /* swtpm's */

void state_path(const struct vtpmd_options *vtpmd, char path[PATH_MAX])
{
        if (vtpmd->state_file)
                snprintf(path, PATH_MAX, "%s", vtpmd->state_file);
        else
                snprintf(path, PATH_MAX, "%s/tpm.state", vtpmd->state);
}

/* Ours would take its place, and it be lost. */
static int refuse_swtpms_file(const char *path)
{
        uint8_t start[SWTPM_LINEAR_MAGIC];
        FILE *file = fopen(path, "rbe");
        size_t size = file ? fread(start, 1, sizeof(start), file) : 0;

        if (file)
                fclose(file);
        if (!swtpm_linear_is(start, size))
                return 0;
        return -swtpm_error(
                "%s: a TPM of swtpm's lives in that file; bring it over with `cashew tpm "
                "import --from %s --profile emulator --state DIR`, and name DIR",
                path, path);
}

static int read_uri(const char *uri, struct vtpmd_options *out)
{
        static char resolved[PATH_MAX];
        struct stat status;

        if (strncmp(uri, "dir://", 6) == 0 && uri[6]) {
                out->state = uri + 6;
                return 0;
        }
        if (strncmp(uri, "file://", 7) != 0 || !uri[7])
                return -swtpm_error("--tpmstate backend-uri=%s: expected dir://PATH or file://PATH",
                                    uri);
        /* Its next state takes the file's place, not that of a link to it. */
        out->state_file = realpath(uri + 7, resolved) ? resolved : uri + 7;
        if (stat(out->state_file, &status) == 0 && !S_ISREG(status.st_mode))
                return -swtpm_error("--tpmstate %s: not a plain file; devices cannot be had", uri);
        return refuse_swtpms_file(out->state_file);
}

/* Else its machine would find a new TPM, and what was sealed to the old one would seem lost. */
static bool is_swtpms(const char *directory)
{
        char path[PATH_MAX];

        snprintf(path, sizeof(path), "%s/tpm2-00.permall", directory);
        if (access(path, F_OK) != 0)
                return false;
        snprintf(path, sizeof(path), "%s/tpm.state", directory);
        return access(path, F_OK) != 0;
}

int state_find(const char *directory, const char *uri, int mode, const struct settings *settings,
               struct vtpmd_options *out)
{
        const char *from_environment = getenv("TPM_PATH");
        struct stat status;

        *out = (struct vtpmd_options){ .profile = settings->profile,
                                       .program = *settings->vtpmd ? settings->vtpmd : NULL,
                                       .state_mode = mode == WORD_NONE ? DEFAULT_MODE
                                                                       : (unsigned int)mode };
        if (uri && read_uri(uri, out))
                return -1;
        if (out->state_file)
                return 0;
        if (!uri)
                out->state = directory ? directory : from_environment;
        if (!out->state || !*out->state)
                return -swtpm_error("no state: --tpmstate dir=DIR or $TPM_PATH is needed");
        /* A directory that is missing is more often mistyped than new. */
        if (stat(out->state, &status) || !S_ISDIR(status.st_mode))
                return -swtpm_error("--tpmstate %s: there is no such directory", out->state);
        out->takes_over = is_swtpms(out->state) ? out->state : NULL;
        return 0;
}
