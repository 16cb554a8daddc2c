/*
 * The save area of a vCPU that runs is in use: nobody can change its page's rights (FAIL_INUSE),
 * rescind or share it (APM vol. 2, section 15.36.12, for RMPUPDATE; docs/softsnp.md for the rest).
 * When the vCPU's state is gone it can be changed again.
 *
 * Broken on purpose by not marking the page in vmsa_load(): all three changes of the running vCPU's
 * page succeed.
 */
#include "tests/machine/runtime/test.h"

static volatile unsigned int rounds;

static void count(void)
{
        for (;;) {
                rounds++;
                cpu_relax();
        }
}

void test_main(void)
{
        uint64_t page = spare_page(1);
        uint64_t rights = rmpadjust_attributes(1, RMP_PERMISSION_ALL);

        make_vcpu1_vmsa(page, count);
        CHECK(request_vcpu1(GHCB_AP_CREATE, page));
        CHECK(changes_from(&rounds, 0, 2000));

        CHECK_EQUAL(rmpadjust(page, false, rights | RMPADJUST_VMSA), RMP_FAIL_IN_USE);
        CHECK(pvalidate(page, false, false) != RMP_SUCCESS);
        CHECK(msr_protocol(page | (uint64_t)GHCB_PSC_SHARED << 52 | GHCB_MSR_PSC_REQUEST) >> 32 !=
              0);
        CHECK(changes_from(&rounds, rounds, 2000));

        CHECK(request_vcpu1(GHCB_AP_DESTROY, 0));
        CHECK_EQUAL(rmpadjust(page, false, rights), RMP_SUCCESS);
        CHECK_EQUAL(pvalidate(page, false, false), RMP_SUCCESS);
}
