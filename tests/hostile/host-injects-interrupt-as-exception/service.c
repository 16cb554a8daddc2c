/* A service that makes one system call after the other, so that the host finds its moment. */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
        struct timespec now;

        for (unsigned int i = 0; i < 100000; i++)
                (void)syscall(SYS_clock_gettime, 1, &now);
        return 0;
}
