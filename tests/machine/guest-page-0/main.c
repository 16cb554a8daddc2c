/*
 * The page at guest-physical address 0 is as any: pages of the image may lie there, its state can be changed, it can be registered as
 * the GHCB page (KVM svm/sev.c, GHCB_MSR_REG_GPA_REQ, answers any GFN) and used as one, and buffers may be in it.
 *
 * Broken on purpose by mapping no second time what is the guest's in memory_page_bytes(): its page 0 is at a null pointer.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

static void use_as_ghcb(void)
{
        struct ghcb *ghcb = shared_view(0);

        memset(ghcb, 0, sizeof(*ghcb));
        ghcb_event(ghcb, GHCB_EVENT_HV_FEATURES, 0, 0);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_OK);
        CHECK(ghcb->exit_info2 & GHCB_FEATURE_SNP);
}

void test_main(void)
{
        volatile uint64_t address =
                0; /* the compiler knows what a null pointer is, and not what this is */
        volatile uint64_t *page = private_view(address);

        CHECK_EQUAL(page[3], 3);
        CHECK_EQUAL(page[511], 511);
        CHECK_EQUAL(msr_protocol(GHCB_MSR_REGISTER_REQUEST), GHCB_MSR_REGISTERED);
        make_shared(0);
        use_as_ghcb();
}
