/* Every call that takes a pointer, with each bad one; also a request that is to be read into its own code. */
#include "tests/hostile/runtime/attacker.h"
#include <poll.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>

static void try_address(uintptr_t at)
{
        struct iovec vector = { (void *)at, 64 };

        refused("write", syscall(SYS_write, 1, at, 64), EFAULT);
        refused("writev", syscall(SYS_writev, 1, &vector, 1), EFAULT);
        refused("writev", syscall(SYS_writev, 1, at, 1), EFAULT);
        refused("open", syscall(SYS_open, at, 0), EFAULT);
        refused("poll", syscall(SYS_poll, at, 4, 0), EFAULT);
        refused("getrandom", syscall(SYS_getrandom, at, 64, 0), EFAULT);
        refused("clock_gettime", syscall(SYS_clock_gettime, CLOCK_MONOTONIC, at), EFAULT);
}

/* Memory whose end is the end of what there is. */
static uintptr_t last_bytes(void)
{
        char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (pages == MAP_FAILED)
                return 0;
        memset(pages, 'x', 4096);
        munmap(pages + 4096, 4096);
        return (uintptr_t)pages + 4096 - 8;
}

static void request(void)
{
        refused("a reply of the kernel's", write(FD_REQUESTS, (void *)KERNEL, 64), EFAULT);
        refused("a reply of the guest's", write(FD_REQUESTS, (void *)GUEST, 64), EFAULT);
        say("pointers");
}

int main(void)
{
        const uintptr_t bad[] = { 0,
                                  KERNEL,
                                  KERNEL + 0x1000,
                                  DIRECT_MAP,
                                  VCPU,
                                  VCPU + 0xe000,
                                  GUEST,
                                  HOLE,
                                  HOLE - 8,
                                  0xfff8000000000000,
                                  UINTPTR_MAX - 63,
                                  last_bytes() };

        begin();
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
                try_address(bad[i]);
        refused("getrandom into code", syscall(SYS_getrandom, (uintptr_t)main, 64, 0), EFAULT);
        refused("a time in code", syscall(SYS_clock_gettime, CLOCK_MONOTONIC, (uintptr_t)main),
                EFAULT);
        serve(request);
        return 1;
}
