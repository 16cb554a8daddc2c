/* mmap, mprotect, munmap and brk in every way that would give it code, or take something from under the kernel. */
#include "tests/hostile/runtime/attacker.h"
#include <sys/mman.h>

#define PAGE UINT64_C(4096)

static void never(const char *what, long result)
{
        attempts++;
        if (result != -1)
                printf("attacker: won: %s: %lx\n", what, (unsigned long)result);
}

static void try_place(uintptr_t at)
{
        never("mmap there", syscall(SYS_mmap, at, PAGE, 3, 0x32, -1, 0));
        never("mmap there, no replacement",
              syscall(SYS_mmap, at, PAGE, 3, 0x100022, -1, 0) == (long)at ? 0 : -1);
        never("shared memory there", syscall(SYS_mmap, at, PAGE, 3, 0x31, -1, 0));
        never("mprotect to code", syscall(SYS_mprotect, at, PAGE, 5));
        never("mprotect to everything", syscall(SYS_mprotect, at, PAGE, 7));
        never("mprotect with other bits", syscall(SYS_mprotect, at, PAGE, 0x1000003));
        never("mremap", syscall(SYS_mremap, at, PAGE, 2 * PAGE, 1));
}

int main(void)
{
        const uintptr_t text = (uintptr_t)main & ~(PAGE - 1);
        const uintptr_t page = (uintptr_t)mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
                                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        const uintptr_t places[] = { text, page, KERNEL, DIRECT_MAP,
                                     VCPU, HOLE, 0,      0xfff8000000000000 };

        begin();
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
                try_place(places[i]);
        for (int rights = 4; rights < 8; rights++)
                never("mmap of code", syscall(SYS_mmap, 0, PAGE, rights, 0x22, -1, 0));
        never("mprotect of code to data", syscall(SYS_mprotect, text, PAGE, 3));
        never("mprotect of the kernel", syscall(SYS_mprotect, KERNEL, PAGE, 3));
        never("mprotect around the end", syscall(SYS_mprotect, page, UINT64_MAX - page + 1, 3));
        never("munmap of code", syscall(SYS_munmap, text, PAGE));
        never("munmap of the kernel", syscall(SYS_munmap, KERNEL, PAGE));
        never("munmap around the end", syscall(SYS_munmap, page, UINT64_MAX));
        never("all there is", syscall(SYS_mmap, 0, UINT64_MAX, 3, 0x22, -1, 0));
        never("a file", syscall(SYS_mmap, 0, PAGE, 1, 2, 0, 0));
        say("memory");
        serve(NULL);
        return 1;
}
