/*
 * The SEV_FEATURES of a VMPL are those of the first AP creation of it; later ones must repeat them. VMPL0's are the launch's.
 * What a launch may have, another VMPL may have too: DEBUG_SWAP, restricted injection (KVM, sev_snp_ap_creation() against
 * vmsa_features; planes 55/60 and 57/60: against those of the target's plane, set by the first request).
 *
 * Broken on purpose by comparing features with nothing in has_features_of_plane(): every VMPL has any.
 */
#include "tests/machine/runtime/test.h"

#define GUEST_FEATURES (SEV_FEATURE_SNP | SEV_FEATURE_DEBUG_SWAP | SEV_FEATURE_RESTRICTED_INJECTION)

static uint32_t create(uint32_t vcpu, unsigned int vmpl, uint64_t features, uint64_t page)
{
        struct vmsa *vmsa = private_view(page);
        struct ap_request request = { vcpu, vmpl, GHCB_AP_CREATE_ON_INIT, features, page };

        vmsa->sev_features = features;
        return ap_creation(test_ghcb(), &request);
}

static void make_vmsa(uint64_t page, unsigned int vmpl)
{
        make_private(page);
        fill_vmsa(private_view(page), vmpl, NULL, NULL, NULL);
        CHECK_EQUAL(rmpadjust(page, false, rmpadjust_attributes(1, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
}

void test_main(void)
{
        uint64_t vmpl0 = spare_page(1);
        uint64_t vmpl2 = spare_page(2);
        uint64_t vmpl3 = spare_page(3);

        make_vmsa(vmpl0, 0);
        CHECK_EQUAL(create(1, 0, launch_features() ^ SEV_FEATURE_DEBUG_SWAP, vmpl0),
                    GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(create(1, 0, launch_features(), vmpl0), GHCB_RESULT_OK);

        make_vmsa(vmpl2, 2);
        CHECK_EQUAL(create(0, 2, GUEST_FEATURES, vmpl2), GHCB_RESULT_OK);
        CHECK_EQUAL(create(0, 2, SEV_FEATURE_SNP, vmpl2), GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(create(1, 2, SEV_FEATURE_SNP, vmpl2), GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(create(0, 2, GUEST_FEATURES, vmpl2), GHCB_RESULT_OK);

        make_vmsa(vmpl3, 3);
        CHECK_EQUAL(create(0, 3, SEV_FEATURE_SNP, vmpl3), GHCB_RESULT_OK);
        CHECK_EQUAL(create(0, 3, GUEST_FEATURES, vmpl3), GHCB_RESULT_MALFORMED);
}
