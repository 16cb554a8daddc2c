/*
 * SEV_STATUS is per VMPL: bits 2:0 say SEV, ES and SNP, the rest is the SEV_FEATURES of the VMSA
 * that runs (APM vol. 2, section 15.34.10); it is read-only. The TSC's frequency is readable where
 * Secure TSC is on (section 15.36.18).
 *
 * Broken on purpose by the features of VMPL0 for every VMPL in sev_status(): VMPL2 seems to have
 * Secure TSC.
 */
#include "tests/machine/runtime/test.h"

#define ACTIVE (SEV_STATUS_SEV | SEV_STATUS_ES | SEV_STATUS_SNP)

static uint64_t below;

static void at_vmpl2(void)
{
        below = rdmsr(MSR_SEV_STATUS);
}

void test_main(void)
{
        CHECK_EQUAL(rdmsr(MSR_SEV_STATUS),
                    ACTIVE | SEV_FEATURE_SECURE_TSC << SEV_STATUS_FEATURES_SHIFT);
        CHECK(rdmsr(MSR_GUEST_TSC_FREQ) > 100);
        CHECK(rdmsr(MSR_GUEST_TSC_FREQ) < 10000);
        run_at_vmpl2(at_vmpl2);
        CHECK_EQUAL(below, ACTIVE);
        TRY("wrmsr", : : "c"(MSR_SEV_STATUS), "a"(0), "d"(0) : "r11", "memory");
        check_fault("write of SEV_STATUS", VECTOR_GP, 0);
}
