/*
 * The x87, SSE and MXCSR state is the instance's: it is in the VMSA, and switching VMPL changes it
 * (Linux arch/x86/include/asm/svm.h, struct sev_es_save_area; APM vol. 2, section 15.35.8).
 *
 * Broken on purpose by leaving XRSTOR out of vmsa_load(): VMPL2 sees VMPL0's XMM5, and VMPL0 sees
 * VMPL2's.
 */
#include "tests/machine/runtime/test.h"

static uint64_t seen_below;

static void at_vmpl2(void)
{
        uint64_t pattern = UINT64_C(0x2222222222222222);

        __asm__ volatile("movq %%xmm5, %0\n\tmovq %1, %%xmm5" : "=&r"(seen_below) : "r"(pattern));
}

void test_main(void)
{
        uint64_t pattern = UINT64_C(0x0123456789abcdef);
        uint32_t mxcsr = 0x3f80;
        uint64_t seen;
        uint32_t mxcsr_seen;

        __asm__ volatile("movq %0, %%xmm5\n\tldmxcsr %1" : : "r"(pattern), "m"(mxcsr));
        run_at_vmpl2(at_vmpl2);
        __asm__ volatile("movq %%xmm5, %0\n\tstmxcsr %1" : "=r"(seen), "=m"(mxcsr_seen));
        CHECK_EQUAL(seen, pattern);
        CHECK_EQUAL(mxcsr_seen, mxcsr);
        CHECK_EQUAL(seen_below, 0);
}
