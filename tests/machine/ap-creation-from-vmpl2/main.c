/*
 * VMPL0 of a vCPU is created and destroyed by VMPL0 of another vCPU and by nobody else: not by a guest, which would be above
 * its SVSM then, and not by the vCPU itself (KVM with planes 57/60, sev_snp_ap_creation(): "VMPL0 AP action not allowed").
 * Every other VMPL may be created by everybody: it takes a page that VMPL0 has made a save area.
 *
 * Broken on purpose by leaving the rule for VMPL0 out of is_allowed(): VMPL2 destroys vCPU 1's VMPL0.
 */
#include "tests/machine/runtime/test.h"

static uint64_t ghcb_page_below, other_vmsa, vmpl1_vmsa;
static uint32_t destroyed, created, created_vmpl1;
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
        request = (struct ap_request){ 1, 1, GHCB_AP_CREATE, SEV_FEATURE_SNP, vmpl1_vmsa };
        created_vmpl1 = ap_creation(ghcb, &request);
}

static void check_own_vcpu(unsigned int event)
{
        struct ap_request request = { 0, 0, event, launch_features(), other_vmsa };

        CHECK_EQUAL(ap_creation(test_ghcb(), &request), GHCB_RESULT_MALFORMED);
}

static void make_vmpl1_vmsa(uint64_t page)
{
        make_private(page);
        fill_vmsa(private_view(page), 1, NULL, count, NULL);
        CHECK_EQUAL(rmpadjust(page, false, rmpadjust_attributes(1, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
}

void test_main(void)
{
        ghcb_page_below = spare_page(3);
        other_vmsa = spare_page(2);
        vmpl1_vmsa = spare_page(4);
        give_away(ghcb_page_below);
        make_vcpu1_vmsa(spare_page(1), count);
        make_vcpu1_vmsa(other_vmsa, count);
        make_vmpl1_vmsa(vmpl1_vmsa);
        CHECK(request_vcpu1(GHCB_AP_CREATE, spare_page(1)));
        check_own_vcpu(GHCB_AP_CREATE);
        check_own_vcpu(GHCB_AP_CREATE_ON_INIT);
        check_own_vcpu(GHCB_AP_DESTROY);
        run_at_vmpl2(at_vmpl2);
        CHECK_EQUAL(destroyed, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(created, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(created_vmpl1, GHCB_RESULT_OK);
        CHECK(changes_from(&rounds, rounds, 2000));
}
