/* tools/tpm/serve/confine.c - see confine.h. */
#include "tools/tpm/serve/confine.h"

#include "tools/common/command.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <unistd.h>

#define INSTRUCTIONS_MAX 1024

static int load(const struct sock_fprog *program)
{
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
                return -1;
        return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program);
}

int confine(const struct confinement *confinement)
{
        static struct sock_filter instructions[INSTRUCTIONS_MAX];
        struct sock_fprog program = { .filter = instructions };
        ssize_t size;

        if (!confinement)
                return 0;
        size = pread(confinement->ours, instructions, sizeof(instructions), 0);
        if (size > 0) {
                program.len = (unsigned short)(size / (ssize_t)sizeof(instructions[0]));
                if (load(&program) == 0)
                        return 0;
        }
        return -command_error("tpm", "the filter of calls cannot be loaded: %s", strerror(errno));
}
