/*
 * services/abuse/calls.c - system calls with arguments that no honest program has. The kernel must
 * refuse, and go on.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "services/abuse/cases.h"

#define KERNEL      0xffffffff80000000
#define DIRECT_MAP  0xffff800037200000
#define ARCH_SET_FS 0x1002
#define PAGE        4096
#define MIB         (1UL << 20)
#define MAPS_MAX    64

#define CALL_EXCHANGE 0x1000L /* docs/services.md */

static void expect(const char *check, long got, long wanted)
{
        if (got == -1)
                got = -errno;
        if (got != wanted)
                abuse_fail(check, got);
}

static void bad_pointers(void)
{
        const uintptr_t top = abuse_stack_top();
        const uintptr_t bad[] = { 0,   KERNEL,         DIRECT_MAP,     0x200000000,
                                  top, 0x7ffffffff000, 0x800000000000, UINTPTR_MAX - 4 };

        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                expect("write", syscall(SYS_write, 1, bad[i], 16), -EFAULT);
                expect("writev", syscall(SYS_writev, 1, bad[i], 1), -EFAULT);
                expect("getrandom", syscall(SYS_getrandom, bad[i], 16, 0), -EFAULT);
                expect("clock_gettime", syscall(SYS_clock_gettime, CLOCK_MONOTONIC, bad[i]),
                       -EFAULT);
                expect("open", syscall(SYS_open, bad[i], 0), -EFAULT);
                expect("poll", syscall(SYS_poll, bad[i], 4, 0), -EFAULT);
        }
        expect("write over the end", syscall(SYS_write, 1, top - 8, 16), -EFAULT);
        expect("getrandom into text", syscall(SYS_getrandom, bad_pointers, 8, 0), -EFAULT);
        expect("clock into text", syscall(SYS_clock_gettime, CLOCK_MONOTONIC, bad_pointers),
               -EFAULT);
}

static void bad_vectors(void)
{
        struct iovec vectors[2] = { { (void *)KERNEL, 8 }, { (void *)KERNEL, SIZE_MAX } };

        expect("writev of the kernel", syscall(SYS_writev, 1, vectors, 2), -EFAULT);
        expect("many vectors", syscall(SYS_writev, 1, vectors, 1 << 20), -EINVAL);
        expect("negative count", syscall(SYS_writev, 1, vectors, -1L), -EINVAL);
}

static void other_descriptors(void)
{
        char byte = 0;

        expect("channel not granted", syscall(SYS_read, 4, &byte, 1), -EBADF);
        expect("channel not granted", syscall(SYS_write, 4, &byte, 1), -EBADF);
        expect("not open", syscall(SYS_read, 5, &byte, 1), -EBADF);
        expect("huge descriptor", syscall(SYS_read, 0x100000003, &byte, 1), -EBADF);
        expect("negative descriptor", syscall(SYS_write, -1L, &byte, 1), -EBADF);
        expect("reply without request", syscall(SYS_write, 3, &byte, 1), -EINVAL);
        expect("exchange without request", syscall(CALL_EXCHANGE, 3, &byte, 1, &byte, 1), -EINVAL);
        expect("exchange with the console", syscall(CALL_EXCHANGE, 1, &byte, 1, &byte, 1), -EBADF);
}

static void bad_maps(void)
{
        void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        const uintptr_t text = (uintptr_t)bad_maps & ~(uintptr_t)(PAGE - 1);

        expect("mmap", page == MAP_FAILED, 0);
        expect("fixed", syscall(SYS_mmap, KERNEL, PAGE, 3, 0x32, -1, 0), -EINVAL);
        expect("executable", syscall(SYS_mmap, 0, PAGE, 7, 0x22, -1, 0), -EACCES);
        expect("huge", syscall(SYS_mmap, 0, 1UL << 62, 3, 0x22, -1, 0), -ENOMEM);
        expect("wrapping", syscall(SYS_mmap, 0, UINTPTR_MAX, 3, 0x22, -1, 0), -ENOMEM);
        expect("munmap of text", syscall(SYS_munmap, text, PAGE), -EINVAL);
        expect("munmap of the kernel", syscall(SYS_munmap, KERNEL, PAGE), -EINVAL);
        expect("munmap that wraps", syscall(SYS_munmap, page, UINTPTR_MAX - PAGE), -EINVAL);
        expect("mprotect to code", syscall(SYS_mprotect, page, PAGE, 5), -EACCES);
        expect("mprotect of text", syscall(SYS_mprotect, text, PAGE, 3), -EACCES);
        expect("mprotect of the kernel", syscall(SYS_mprotect, KERNEL, PAGE, 3), -ENOMEM);
        expect("fs in the kernel", syscall(SYS_arch_prctl, ARCH_SET_FS, KERNEL), -EPERM);
        expect("fs in the hole", syscall(SYS_arch_prctl, ARCH_SET_FS, 0x800000000000), -EPERM);
        expect("brk", syscall(SYS_brk, KERNEL), syscall(SYS_brk, 0));
}

/* Takes all memory there is, gives it back, and has zeroes again. */
static void all_memory(void)
{
        char *maps[MAPS_MAX];
        size_t count = 0;
        char *again;

        while (count < MAPS_MAX) {
                char *map =
                        mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

                if (map == MAP_FAILED)
                        break;
                map[MIB / 2] = 1;
                maps[count++] = map;
        }
        expect("end of memory", errno, ENOMEM);
        for (size_t i = 0; i < count; i++)
                expect("munmap", munmap(maps[i], MIB), 0);
        again = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        expect("memory again", again == MAP_FAILED, 0);
        expect("zeroed", again[MIB / 2], 0);
}

static void unknown_calls(void)
{
        for (long number = 400; number < 700; number++)
                expect("unknown call", syscall(number, KERNEL, KERNEL, KERNEL), -ENOSYS);
        expect("negative call", syscall(-1L, 0, 0, 0), -ENOSYS);
}

const struct abuse_case call_cases[] = {
        { "bad-pointers", bad_pointers },
        { "bad-vectors", bad_vectors },
        { "descriptors", other_descriptors },
        { "bad-maps", bad_maps },
        { "all-memory", all_memory },
        { "unknown-calls", unknown_calls },
        { 0 },
};
