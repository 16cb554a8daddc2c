/*
 * A host without planes has VMPL0 alone: it does not know RUN_VMPL, refuses AP creation of any other VMPL, and has no list of
 * APIC IDs (KVM, svm/sev.c, sev_es_validate_vmgexit(), sev_snp_ap_creation(); sev_handle_vmgexit_msr_protocol(): "keep GHCB MSR
 * value as-is"). HV_FEATURES are the personality's in both protocols, so that an SVSM sees it.
 *
 * Broken on purpose by knowing RUN_VMPL in is_run_vmpl() all the same: its answer is another.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define FEATURES (GHCB_FEATURE_SNP | GHCB_FEATURE_AP_CREATION)

static void check_unknown(uint64_t event, uint64_t info1)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, 1);
        ghcb_event(ghcb, event, info1, 0);
        CHECK_EQUAL(ghcb->exit_info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(ghcb->exit_info2, GHCB_ERROR_INVALID_EVENT);
}

static void check_ap_creation(unsigned int vmpl, uint32_t wanted)
{
        uint64_t page = spare_page(1 + vmpl);
        struct ap_request request = { 1, vmpl, GHCB_AP_CREATE_ON_INIT, launch_features(), page };

        make_private(page);
        fill_vmsa(private_view(page), vmpl, NULL, NULL, NULL);
        ((struct vmsa *)private_view(page))->sev_features = launch_features();
        CHECK_EQUAL(rmpadjust(page, false, rmpadjust_attributes(1, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
        CHECK_EQUAL(ap_creation(test_ghcb(), &request), wanted);
}

void test_main(void)
{
        uint64_t run_vmpl2 = UINT64_C(2) << 32 | GHCB_MSR_RUN_VMPL_REQUEST;
        struct ghcb *ghcb = test_ghcb();

        CHECK_EQUAL(msr_protocol(GHCB_MSR_FEATURES_REQUEST), FEATURES << 12 | GHCB_MSR_FEATURES);
        ghcb_event(ghcb, GHCB_EVENT_HV_FEATURES, 0, 0);
        CHECK_EQUAL(ghcb->exit_info2, FEATURES);

        CHECK_EQUAL(msr_protocol(run_vmpl2), run_vmpl2);
        CHECK_EQUAL(msr_protocol(0xabc00000fee), 0xabc00000fee);
        check_unknown(GHCB_EVENT_RUN_VMPL, 2);
        check_unknown(GHCB_EVENT_APIC_ID_LIST, spare_page(8));
        check_ap_creation(2, GHCB_RESULT_MALFORMED);
        check_ap_creation(1, GHCB_RESULT_MALFORMED);
        check_ap_creation(0, GHCB_RESULT_OK);
}
