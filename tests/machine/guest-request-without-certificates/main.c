/*
 * A host without certificates answers an extended request for a report with an empty table, 24 bytes of zeros, and asks for no
 * room: no number of pages is too small, and with none nothing is written (KVM, svm/sev.c, snp_handle_ext_guest_req()).
 * Requests of other types get no table at all.
 *
 * Broken on purpose by giving the chip's certificates whatever `certificates` says: the table is not empty.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/guest_request.h"

static bool all_are(const uint8_t *bytes, size_t size, uint8_t value)
{
        for (size_t i = 0; i < size; i++)
                if (bytes[i] != value)
                        return false;
        return true;
}

static void request_report(uint64_t sequence, uint64_t pages)
{
        write_report_request(0, sequence, 0);
        send_extended_request(spare_page(CERTIFICATES_PAGE), pages);
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_OK);
        CHECK_EQUAL(test_ghcb()->exit_info2, 0);
        CHECK_EQUAL(response_status(0, sequence), 0);
}

void test_main(void)
{
        uint8_t *table;

        guest_request_start();
        table = shared_view(spare_page(CERTIFICATES_PAGE));
        memset(table, 0xee, PAGE_SIZE);
        request_report(1, 0);
        CHECK(all_are(table, PAGE_SIZE, 0xee));
        request_report(3, 1);
        CHECK(all_are(table, 24, 0));
        CHECK(all_are(table + 24, PAGE_SIZE - 24, 0xee));

        write_report_request(0, 5, 0);
        send_extended_request(spare_page(CERTIFICATES_PAGE) + 8, 1);
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(test_ghcb()->exit_info2, GHCB_ERROR_INVALID_INPUT);
        request_report(5, 4);
}
