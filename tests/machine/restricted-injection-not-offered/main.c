/*
 * A host may admit SEV_FEATURES' bit for restricted injection and not say in its features that it does it: then interrupts come as ever,
 * and a guest that asks for the features first (COCONUT-SVSM, kernel/src/platform/snp.rs) works with both.
 *
 * Broken on purpose by waiting for a doorbell in any case.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

static volatile unsigned int step;

static void on_vcpu1(void)
{
        use_ghcb(another_ghcb(spare_page(2)));
        start_x2apic();
        step = 1;
        wait_for_interrupt();
        step = 2;
}

void test_main(void)
{
        CHECK(launch_features() & SEV_FEATURE_RESTRICTED_INJECTION);
        count_vectors();
        start_vcpu(1, spare_page(1), on_vcpu1);
        wait_until(&step, 1);
        CHECK_EQUAL(msr_protocol(GHCB_MSR_FEATURES_REQUEST) >> 12 & GHCB_FEATURE_RESTRICTED_INJECT,
                    0);
        start_x2apic();
        set_msr(X2APIC(X2_ICR), UINT64_C(1) << 32 | 0x41);
        wait_until(&step, 2);
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], 0x41);
}
