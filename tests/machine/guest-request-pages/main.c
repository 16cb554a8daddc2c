/*
 * Request and response of a guest request are two whole pages of shared memory (GHCB 2.0, section
 * 4.1.7), and not the same; anything else is malformed, and the message has not been taken (KVM, svm/sev.c,
 * sev_es_validate_vmgexit()).
 *
 * Broken on purpose by taking a response page that is not shared: nothing refuses it, and the response
 * is written to private memory.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/guest_request.h"

static void refused(uint64_t request, uint64_t response, uint64_t error)
{
        send_request(request, response);
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(test_ghcb()->exit_info2, error);
}

void test_main(void)
{
        uint64_t private;
        uint64_t *inside;

        guest_request_start();
        private = spare_page(PRIVATE_PAGE);
        inside = private_view(private);
        write_report_request(0, 1, 0);
        memcpy(inside, shared_view(spare_page(REQUEST_PAGE)), PAGE_SIZE);
        *inside = 0x1234;

        refused(private, spare_page(RESPONSE_PAGE), GHCB_ERROR_INVALID_INPUT);
        refused(spare_page(REQUEST_PAGE), private, GHCB_ERROR_INVALID_INPUT);
        CHECK_EQUAL(*inside, 0x1234);
        refused(spare_page(REQUEST_PAGE) + 8, spare_page(RESPONSE_PAGE), GHCB_ERROR_MISSING_INPUT);
        refused(spare_page(REQUEST_PAGE), spare_page(RESPONSE_PAGE) + 8, GHCB_ERROR_MISSING_INPUT);
        refused(spare_page(REQUEST_PAGE), spare_page(REQUEST_PAGE), GHCB_ERROR_MISSING_INPUT);

        CHECK_EQUAL(pass_on(), 0);
        CHECK_EQUAL(response_status(0, 1), 0);
}
