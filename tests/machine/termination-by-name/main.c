/*
 * What a guest ends itself for is said by name, with VMPL, vCPU and RIP: Linux' GHCB_TERM_NOT_VMPL0 is reason 3 of set 1
 * (arch/x86/include/asm/sev-common.h), which Linux 6.1 ends with under any SVSM.
 *
 * Broken on purpose by looking for the set's number plus 1: the reason is not known.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        (void)test_ghcb();
        msr_protocol(3 << 16 | GHCB_REASON_SET_LINUX << 12 | GHCB_MSR_TERMINATE);
        test_check(false, "the machine goes on");
}
