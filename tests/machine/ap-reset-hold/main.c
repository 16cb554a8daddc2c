/*
 * A vCPU in AP reset hold sleeps until it is given a new state (GHCB 2.0, "AP Reset Hold"; Linux
 * arch/x86/include/asm/sev-common.h, GHCB_MSR_AP_RESET_HOLD_REQ): it neither comes back by itself
 * nor misses its new creation.
 *
 * Broken on purpose by not waiting in the MSR protocol: vCPU 1 goes on.
 */
#include "tests/machine/runtime/test.h"

#define GHCB_MSR_AP_RESET_HOLD 0x006
#define SHORT                  20 /* milliseconds */

static volatile unsigned int before_hold, after_hold, rounds;

static void hold(void)
{
        before_hold = 1;
        msr_protocol(GHCB_MSR_AP_RESET_HOLD);
        after_hold = 1;
}

static void count(void)
{
        for (;;) {
                rounds++;
                cpu_relax();
        }
}

void test_main(void)
{
        make_vcpu1_vmsa(spare_page(1), hold);
        make_vcpu1_vmsa(spare_page(2), count);
        CHECK(request_vcpu1(GHCB_AP_CREATE, spare_page(1)));
        CHECK(changes_from(&before_hold, 0, 2000));
        CHECK(!changes_from(&after_hold, 0, SHORT));

        CHECK(request_vcpu1(GHCB_AP_CREATE, spare_page(2)));
        CHECK(changes_from(&rounds, 0, 2000));
        CHECK_EQUAL(after_hold, 0);
}
