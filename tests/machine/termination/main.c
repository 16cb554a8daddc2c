/*
 * A guest that ends itself says why: the reason set is in bits 15:12 and the reason in 23:16 of the
 * request (GHCB 2.0, section 4.1.13, "Termination Request"; Linux
 * arch/x86/include/asm/sev-common.h, GHCB_MSR_TERM_REASON_POS).
 *
 * Broken on purpose by taking the reason from bits 27:20: the line names another reason.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        (void)test_ghcb();
        msr_protocol(0x35 << 16 | GHCB_REASON_SET_LINUX << 12 | GHCB_MSR_TERMINATE);
        test_check(false, "the machine goes on");
}
