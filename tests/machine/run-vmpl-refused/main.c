/*
 * RUN_VMPL of a VMPL that has no save area, does not exist or runs already is answered with an
 * error, in both protocols, and the caller goes on (GHCB 2.0, "Run VMPL"; Linux
 * arch/x86/include/asm/sev-common.h, GHCB_MSR_VMPL_RESP_VAL).
 *
 * Broken on purpose by answering a VMPL without a save area with 0 in run_vmpl(): the MSR has no
 * answer and the page no refusal.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

static void check_by_msr(uint64_t vmpl)
{
        uint64_t answer = msr_protocol(vmpl << 32 | GHCB_MSR_RUN_VMPL_REQUEST);

        CHECK_EQUAL(answer & GHCB_MSR_FUNCTION_MASK, GHCB_MSR_RUN_VMPL_RESPONSE);
        CHECK(answer >> 32 != 0);
}

static void check_by_page(uint64_t vmpl)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        ghcb_event(ghcb, GHCB_EVENT_RUN_VMPL, vmpl, 0);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_MALFORMED);
}

static void at_vmpl2(void)
{
}

void test_main(void)
{
        static const uint64_t impossible[] = { 2, 3, 0, 4 };

        for (unsigned int i = 0; i < 4; i++) {
                check_by_msr(impossible[i]);
                check_by_page(impossible[i]);
        }
        run_at_vmpl2(at_vmpl2);
}
