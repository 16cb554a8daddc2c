/*
 * The GHCB MSR and the registration of a GHCB are the VMPL's own (the MSR is in the control block
 * of what runs, APM vol. 2, section 15.35.7): what VMPL2 writes there VMPL0 does not see, and VMPL2
 * cannot use the page that VMPL0 registered.
 *
 * Broken on purpose by leaving the registration out of check_request(): VMPL2's request in VMPL0's
 * GHCB is answered.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

static uint64_t first_value, result;
static uint32_t answer;

static void at_vmpl2(void)
{
        struct ghcb *ghcb = test_ghcb();

        first_value = rdmsr(MSR_GHCB);
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        ghcb_event(ghcb, GHCB_EVENT_HV_FEATURES, 0, 0);
        answer = (uint32_t)ghcb->exit_info1;
        result = ghcb->exit_info2;
        wrmsr(MSR_GHCB, UINT64_C(0x5000));
}

void test_main(void)
{
        uint64_t features;

        (void)prepare_vmpl2(at_vmpl2);
        enter_vmpl2();
        CHECK_EQUAL(first_value, 0);
        CHECK_EQUAL(answer, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(result, GHCB_ERROR_NOT_REGISTERED);
        CHECK_EQUAL(rdmsr(MSR_GHCB), GHCB_MSR_RUN_VMPL_RESPONSE);
        features = msr_protocol(GHCB_MSR_FEATURES_REQUEST);
        CHECK_EQUAL(features & GHCB_MSR_FUNCTION_MASK, GHCB_MSR_FEATURES);
}
