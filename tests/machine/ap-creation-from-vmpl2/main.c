/*
 * A VMPL may create and destroy vCPUs of its own VMPL and of lower ones, never of a higher one: a
 * guest that could start VMPL0 from any save area, or stop it, would be above its SVSM.
 *
 * Broken on purpose by leaving the comparison of VMPLs out of serve_ap_creation(): VMPL2 destroys
 * vCPU 1's VMPL0.
 */
#include "tests/machine/runtime/test.h"

static uint64_t ghcb_page_below, other_vmsa;
static uint32_t destroyed, created;
static volatile unsigned int rounds;

static void count(void)
{
        for (;;) {
                rounds++;
                cpu_relax();
        }
}

static void at_vmpl2(void)
{
        struct ghcb *ghcb = shared_view(ghcb_page_below);
        struct ap_request request = { 1, 0, GHCB_AP_DESTROY, SEV_FEATURE_SNP, other_vmsa };

        msr_protocol(ghcb_page_below | GHCB_MSR_REGISTER_REQUEST);
        destroyed = ap_creation(ghcb, &request);
        request.event = GHCB_AP_CREATE;
        created = ap_creation(ghcb, &request);
}

void test_main(void)
{
        ghcb_page_below = spare_page(3);
        other_vmsa = spare_page(2);
        give_away(ghcb_page_below);
        make_vcpu1_vmsa(spare_page(1), count);
        make_vcpu1_vmsa(other_vmsa, count);
        CHECK(request_vcpu1(GHCB_AP_CREATE, spare_page(1)));
        run_at_vmpl2(at_vmpl2);
        CHECK_EQUAL(destroyed, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(created, GHCB_RESULT_MALFORMED);
        CHECK(changes_from(&rounds, rounds, 2000));
}
