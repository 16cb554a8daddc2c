/*
 * A VMPL's key gives reports for that VMPL and those below it, none for one above
 * (lib/snp/guest_message.h); the refusal is in a response, so the message has been taken. A key does not open what
 * another one sealed.
 *
 * Broken on purpose by leaving the comparison with the VMPCK out: VMPCK2 gives a report of VMPL0.
 */
#include "lib/base/memory.h"
#include "lib/snp/secrets_page.h"
#include "softsnp/psp/message.h"
#include "tests/machine/runtime/guest_request.h"

static void exchange(unsigned int vmpck, uint64_t sequence, uint32_t vmpl, uint32_t status)
{
        write_report_request(vmpck, sequence, vmpl);
        CHECK_EQUAL(pass_on(), 0);
        CHECK_EQUAL(response_status(vmpck, sequence), status);
        CHECK_EQUAL(response_report()->version, status ? 0 : 3);
        if (!status)
                CHECK_EQUAL(response_report()->vmpl, vmpl);
}

void test_main(void)
{
        struct guest_message *request = shared_view(spare_page(REQUEST_PAGE));

        guest_request_start();
        exchange(2, 1, 0, GUEST_MESSAGE_STATUS_INVALID_PARAMETER);
        exchange(2, 3, 1, GUEST_MESSAGE_STATUS_INVALID_PARAMETER);
        exchange(2, 5, 2, 0);
        exchange(2, 7, 3, 0);
        exchange(2, 9, 4, GUEST_MESSAGE_STATUS_INVALID_PARAMETER);
        exchange(0, 1, 0, 0);

        write_report_request(2, 3, 0);
        request->header.vmpck = 0;
        CHECK_EQUAL(pass_on(), FIRMWARE_BAD_MEASUREMENT);
        exchange(0, 3, 0, 0);
}
