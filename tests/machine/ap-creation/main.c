/*
 * AP creation (GHCB 2.0, section 4.1.9, "SNP AP Creation"; KVM's sev_snp_ap_creation() in Linux
 * arch/x86/kvm/svm/sev.c): a vCPU's VMPL runs from the page that the request names, if that is a
 * save area for that VMPL with the features that RAX repeats, and not at a 2 MiB boundary; created
 * again it starts from the new state.
 *
 * Broken on purpose by taking pages without the VMSA bit in find_save_area(): that refusal fails.
 */
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

static bool create(uint64_t vmsa, uint64_t sev_features)
{
        struct ap_request request = { 0, 2, GHCB_AP_CREATE, sev_features, vmsa };

        return ap_creation(test_ghcb(), &request) == GHCB_RESULT_OK;
}

static void fill(uint64_t page, unsigned int vmpl)
{
        make_private(page);
        fill_vmsa(private_view(page), vmpl, NULL, first, NULL);
}

static void mark_as_vmsa(uint64_t page)
{
        CHECK_EQUAL(rmpadjust(page, false, rmpadjust_attributes(1, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
}

void test_main(void)
{
        run_at_vmpl2(first);
        CHECK_EQUAL(first_runs, 1);
        run_at_vmpl2(second);
        CHECK_EQUAL(first_runs, 1);
        CHECK_EQUAL(second_runs, 1);

        fill(spare_page(1), 2);
        test_check(!create(spare_page(1), SEV_FEATURE_SNP), "a page without the VMSA bit is taken");
        mark_as_vmsa(spare_page(1));
        test_check(!create(spare_page(1), SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP),
                   "other features than the VMSA's are taken");
        fill(spare_page(2), 3);
        mark_as_vmsa(spare_page(2));
        test_check(!create(spare_page(2), SEV_FEATURE_SNP), "a VMSA of VMPL3 is taken for VMPL2");
        fill(spare_page(0), 2);
        mark_as_vmsa(spare_page(0));
        test_check(!create(spare_page(0), SEV_FEATURE_SNP), "a VMSA at 2 MiB is taken");
        test_check(!create(spare_page(1) + 8, SEV_FEATURE_SNP), "an odd address is taken");
        test_check(!create(UINT64_C(0xfee00000), SEV_FEATURE_SNP),
                   "an address of no memory is taken");
        CHECK(create(spare_page(1), SEV_FEATURE_SNP));
}
