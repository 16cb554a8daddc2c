/*
 * A host that slows guest requests down answers BUSY to the first ones of each so many (`psp-throttle`), again and again; the
 * message stays with the guest, who sends the same one again (GHCB 2.0, section 4.1.7; Linux drivers/virt/coco/sev-guest,
 * snp_send_guest_request(): for 60 s).
 *
 * Broken on purpose by answering BUSY the first times alone in host_is_busy(): the second message is taken at once.
 */
#include "tests/machine/runtime/guest_request.h"

static void send_until_taken(uint64_t sequence)
{
        write_report_request(0, sequence, 0);
        CHECK_EQUAL(pass_on(), GUEST_REQUEST_VMM_BUSY);
        CHECK_EQUAL(pass_on(), GUEST_REQUEST_VMM_BUSY);
        CHECK_EQUAL(pass_on(), 0);
        CHECK_EQUAL(response_status(0, sequence), 0);
}

void test_main(void)
{
        guest_request_start();
        send_until_taken(1);
        send_until_taken(3);
        send_until_taken(5);
}
