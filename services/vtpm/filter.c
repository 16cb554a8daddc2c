/* services/vtpm/filter.c - see filter.h. The structures are those of seccomp(2): there may be no headers of Linux' here. */
#include "services/vtpm/filter.h"
#include "services/runtime/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define INSTRUCTIONS_MAX      1024
#define MODE_FILTER           2  /* SECCOMP_MODE_FILTER */
#define SET_SECCOMP           22 /* PR_SET_SECCOMP */
#define SET_NO_NEW_PRIVILEGES 38

/* struct sock_filter and struct sock_fprog. */
struct instruction {
        uint16_t code;
        uint8_t if_true, if_false;
        uint32_t value;
};
_Static_assert(sizeof(struct instruction) == 8, "struct sock_filter");

struct program {
        uint16_t length;
        const struct instruction *instructions;
};

int filter_load(const char *path)
{
        static struct instruction instructions[INSTRUCTIONS_MAX];
        struct program program = { .instructions = instructions };
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        long size = fd < 0 ? -1 : read(fd, instructions, sizeof(instructions));

        if (fd >= 0)
                close(fd);
        if (size > 0 && size % (long)sizeof(instructions[0]) == 0) {
                program.length = (uint16_t)(size / (long)sizeof(instructions[0]));
                if (prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 &&
                    prctl(SET_SECCOMP, MODE_FILTER, &program) == 0)
                        return 0;
        }
        service_log("vtpm: stopped: the filter of calls cannot be loaded: %s",
                    size < 0 ? strerror(errno) : "it is refused");
        return -1;
}
