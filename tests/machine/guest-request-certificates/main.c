/*
 * An extended guest request brings the host's certificates to the pages at RAX. If RBX says that there
 * are too few, the answer is INVALID_LENGTH with the number in RBX, and the message has not been taken
 * (GHCB 2.0, section 4.1.8).
 *
 * Broken on purpose by taking any small RBX for enough: the certificates come though there is no room for them.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/guest_request.h"

static void too_few(uint64_t pages)
{
        send_extended_request(spare_page(CERTIFICATES_PAGE), pages);
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_OK);
        CHECK_EQUAL(test_ghcb()->exit_info2, GUEST_REQUEST_VMM_INVALID_LENGTH);
        CHECK_EQUAL(test_ghcb()->rbx, 2);
}

static void malformed(uint64_t certificates)
{
        send_extended_request(certificates, 2);
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(test_ghcb()->exit_info2, GHCB_ERROR_INVALID_INPUT);
}

void test_main(void)
{
        static const uint8_t vcek[] = SNP_GUID_VCEK;
        uint8_t *table;

        guest_request_start();
        table = shared_view(spare_page(CERTIFICATES_PAGE));
        memset(table, 0xee, 4 * PAGE_SIZE);
        write_report_request(0, 1, 0);

        too_few(0);
        too_few(1);
        malformed(spare_page(CERTIFICATES_PAGE) + 16);
        malformed(spare_page(PRIVATE_PAGE));
        malformed(spare_page(RESPONSE_PAGE)); /* the page behind it is private */
        CHECK_EQUAL(table[0], 0xee);

        send_extended_request(spare_page(CERTIFICATES_PAGE), 4);
        CHECK_EQUAL(test_ghcb()->exit_info2, 0);
        CHECK_EQUAL(memcmp(table, vcek, sizeof(vcek)), 0);
        CHECK_EQUAL(table[2 * PAGE_SIZE - 1], 0);
        CHECK_EQUAL(table[2 * PAGE_SIZE], 0xee);
        CHECK_EQUAL(response_status(0, 1), 0);
}
