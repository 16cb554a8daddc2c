/* softsnp/svm/fpu_guard.c - see fpu_guard.h. */
#include "softsnp/svm/fpu_guard.h"

#include "lib/snp/reset.h"
#include "lib/x86/msr.h"

/* What FS points to: the canary is the sixth quadword (x86-64 ABI of gcc and clang for Linux). */
static const uint64_t thread_area[8] = { [5] = UINT64_C(0x00ad5e3b7c91f200) };

void fpu_start(void)
{
        uint32_t mxcsr = RESET_MXCSR;

        __asm__ volatile("fninit; ldmxcsr %0" : : "m"(mxcsr));
        wrmsr(MSR_FS_BASE, (uint64_t)thread_area);
}

/*
 * Behind this the SSE registers are free for C code and FS leads to the canary; the guest has
 * neither.
 */
void fpu_guard_begin(struct fpu_guard *guard)
{
        __asm__ volatile("fxsave64 %0" : "=m"(guard->registers));
        guard->fs_base = rdmsr(MSR_FS_BASE);
        fpu_start();
}

void fpu_guard_end(const struct fpu_guard *guard)
{
        wrmsr(MSR_FS_BASE, guard->fs_base);
        __asm__ volatile("fxrstor64 %0" : : "m"(guard->registers));
}
