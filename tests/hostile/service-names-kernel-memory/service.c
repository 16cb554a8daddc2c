/* A service that asks the kernel to read and to write the kernel's own memory for it, then reads it itself. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static const uintptr_t places[] = { 0xffffffff80000000, 0xffff800037000000, 0xffffffff00000000 };

int main(void)
{
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
                if (syscall(SYS_write, 1, places[i], 16) != -1 || errno != EFAULT)
                        puts("attacker: won: the kernel reads itself");
                if (syscall(SYS_getrandom, places[i], 16, 0) != -1 || errno != EFAULT)
                        puts("attacker: won: the kernel writes itself");
        }
        fflush(stdout);
        printf("attacker: won: %x\n", *(volatile unsigned int *)places[0]);
        return 0;
}
