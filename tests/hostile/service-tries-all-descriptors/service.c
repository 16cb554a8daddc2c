/* Numbers 4 to 70 and some that lie about their size, in each call that takes one; then paths. */
#include "tests/hostile/runtime/attacker.h"
#include <fcntl.h>
#include <sys/stat.h>

static void try_descriptor(long fd)
{
        static uint8_t bytes[64];
        struct stat status;

        refused("read", syscall(SYS_read, fd, bytes, sizeof(bytes)), EBADF);
        refused("write", syscall(SYS_write, fd, bytes, sizeof(bytes)), EBADF);
        refused("fstat", syscall(SYS_fstat, fd, &status), EBADF);
        refused("dup", syscall(SYS_dup, fd), ENOSYS);
}

int main(void)
{
        static const char *const paths[] = { "/dev/mem", "/proc/self/mem", "/proc/kcore",
                                             "..",       "/../etc/shadow", "" };

        begin();
        for (long fd = FD_CHANNEL; fd < 70; fd++)
                try_descriptor(fd);
        try_descriptor(0x100000003);
        try_descriptor(-1);
        for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
                if (open(paths[i], O_RDONLY) >= 0)
                        printf("attacker: won: it opens %s\n", paths[i]);
        refused("writing a program", open("/bin/attestd", O_RDWR), EROFS);
        say("descriptors");
        serve(NULL);
        return 1;
}
