/* mmap in pieces from large to small, then the heap; all of it is written to. */
#include "tests/hostile/runtime/attacker.h"
#include <sys/mman.h>

static size_t take(size_t size)
{
        size_t taken = 0;
        char *map;

        while (taken < (size_t)1 << 30 &&
               (map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                           0)) != MAP_FAILED) {
                for (size_t i = 0; i < size; i += 4096)
                        map[i] = 1;
                taken += size;
        }
        return taken;
}

static void take_all(void)
{
        size_t taken = 0;
        long end = syscall(SYS_brk, 0);

        for (size_t size = (size_t)16 << 20; size >= 4096; size /= 4)
                taken += take(size);
        for (long step = 1 << 20; step >= 4096; step /= 4)
                while (syscall(SYS_brk, end + step) == end + step)
                        end += step;
        if (taken >= (size_t)1 << 30)
                puts("attacker: won: there is no end");
        printf("attacker: has %zu KiB\n", taken >> 10);
}

int main(void)
{
        begin();
        serve(take_all);
        return 1;
}
