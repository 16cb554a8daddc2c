/*
 * Each VMPCK counts its messages: a request has the number after the last response's, whatever the other
 * keys' are (Linux arch/x86/coco/sev/core.c, snp_get_msg_seqno()). Nothing else is answered, and what is not answered does not
 * count.
 *
 * Broken on purpose by taking any number that is not below the next: a skipped one is answered.
 */
#include "softsnp/psp/message.h"
#include "tests/machine/runtime/guest_request.h"

static void answered(unsigned int vmpck, uint64_t sequence)
{
        write_report_request(vmpck, sequence, 3);
        CHECK_EQUAL(pass_on(), 0);
        CHECK_EQUAL(response_status(vmpck, sequence), 0);
}

static void refused(unsigned int vmpck, uint64_t sequence)
{
        write_report_request(vmpck, sequence, 3);
        CHECK_EQUAL(pass_on(), FIRMWARE_INVALID_PARAMETER);
}

void test_main(void)
{
        guest_request_start();
        refused(0, 0);
        refused(0, 2);
        answered(0, 1);
        refused(0, 1);
        refused(0, 2);
        refused(0, 4);
        refused(0, 5);
        answered(0, 3);
        refused(3, 5);
        answered(3, 1);
        answered(0, 5);
}
