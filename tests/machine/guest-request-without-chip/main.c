/*
 * A host without a security processor says so: the VMM's generic error, which leaves message and key
 * with the guest (Linux arch/x86/kvm/svm/sev.c, SNP_GUEST_VMM_ERR_GENERIC). The guest's rights are
 * checked first all the same.
 *
 * Broken on purpose by passing messages on though there is no chip: the firmware's error comes instead.
 */
#include "tests/machine/runtime/guest_request.h"

#define VMM_ERROR_GENERIC (UINT64_C(0xffffffff) << 32)

void test_main(void)
{
        guest_request_start();
        write_report_request(0, 1, 0);
        CHECK_EQUAL(pass_on(), VMM_ERROR_GENERIC);
        send_extended_request(spare_page(CERTIFICATES_PAGE), 4);
        CHECK_EQUAL(test_ghcb()->exit_info2, VMM_ERROR_GENERIC);
        send_request(spare_page(PRIVATE_PAGE), spare_page(RESPONSE_PAGE));
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_MALFORMED);
}
