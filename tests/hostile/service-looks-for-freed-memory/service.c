/* The first service fills its memory with a word and dies; the second one looks for it. */
#include "tests/hostile/runtime/attacker.h"
#include <stdlib.h>
#include <sys/mman.h>

#define SECRET UINT64_C(0x5ec2e75ec2e75ec2)
#define SIZE   ((size_t)64 << 10)

/* As much as there is, or @limit pieces; each is filled, or searched. */
static size_t use_memory(int fill, size_t limit)
{
        size_t taken = 0;
        volatile uint64_t *map;

        while (taken < limit && (map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED) {
                for (size_t i = 0; i < SIZE / sizeof(*map); i++)
                        if (fill)
                                map[i] = SECRET;
                        else if (map[i])
                                printf("attacker: won: %lx\n", (unsigned long)map[i]);
                taken += SIZE;
        }
        return taken;
}

int main(int argc, char **argv)
{
        (void)argv;
        begin();
        if (argc == 2) {
                use_memory(1, (size_t)8 << 20);
                abort();
        }
        printf("attacker: nothing in %zu KiB\n", use_memory(0, (size_t)12 << 20) >> 10);
        serve(NULL);
        return 1;
}
