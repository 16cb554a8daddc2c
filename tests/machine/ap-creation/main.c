/*
 * AP creation (GHCB 2.0, section 4.1.9): a vCPU's VMPL runs from the page that the request names, if that is a VMSA; created
 * again it starts from the new state; destroyed it cannot be run.
 *
 * Broken on purpose by taking any page: the refusal of a page without the VMSA bit fails.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

static volatile unsigned int first_runs, second_runs;

static void first(void)
{
        first_runs++;
}

static void second(void)
{
        second_runs++;
}

static uint32_t create(uint64_t vmsa, uint64_t event)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, SEV_FEATURE_SNP);
        ghcb_event(ghcb, GHCB_EVENT_AP_CREATION, UINT64_C(2) << 16 | event, vmsa);
        return (uint32_t)ghcb->exit_info1;
}

void test_main(void)
{
        run_at_vmpl2(first);
        CHECK_EQUAL(first_runs, 1);
        run_at_vmpl2(second);
        CHECK_EQUAL(first_runs, 1);
        CHECK_EQUAL(second_runs, 1);

        make_private(spare_page(1));
        CHECK(create(spare_page(1), GHCB_AP_CREATE) != GHCB_RESULT_OK);
        CHECK(create(UINT64_C(0xfee00000), GHCB_AP_CREATE) != GHCB_RESULT_OK);
        CHECK(create(spare_page(1) + 1, GHCB_AP_CREATE) != GHCB_RESULT_OK);
}
