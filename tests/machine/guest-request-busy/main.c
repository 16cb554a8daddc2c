/*
 * A host that says BUSY has not taken the message: the same one, with the same sequence number, is sent
 * again (GHCB 2.0, section 4.1.7; Linux drivers/virt/coco/sev-guest). This machine was told to say so
 * twice.
 *
 * Broken on purpose by passing the message on before saying BUSY: sent again it has an old sequence
 * number.
 */
#include "tests/machine/runtime/guest_request.h"

void test_main(void)
{
        guest_request_start();
        write_report_request(0, 1, 0);
        CHECK_EQUAL(pass_on(), GUEST_REQUEST_VMM_BUSY);
        send_extended_request(spare_page(CERTIFICATES_PAGE), 4);
        CHECK_EQUAL(test_ghcb()->exit_info2, GUEST_REQUEST_VMM_BUSY);
        CHECK_EQUAL(pass_on(), 0);
        CHECK_EQUAL(response_status(0, 1), 0);
}
