/*
 * A host without certificates answers an extended guest request with an empty table: 24 zero bytes, and no page is too few
 * (Linux, arch/x86/kvm/svm/sev.c, snp_handle_ext_guest_req(): KVM's default; GHCB 2.0, section 4.1.8). The report comes all the same.
 *
 * Broken on purpose by giving the chip's certificates whatever the host is.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/guest_request.h"

#define END_SIZE sizeof(struct snp_certificate_entry)

void test_main(void)
{
        static const uint8_t zeros[END_SIZE];
        uint8_t *table;

        guest_request_start();
        table = shared_view(spare_page(CERTIFICATES_PAGE));
        memset(table, 0xee, PAGE_SIZE);
        write_report_request(0, 1, 0);

        send_extended_request(spare_page(CERTIFICATES_PAGE) + 16, 4);
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(test_ghcb()->exit_info2, GHCB_ERROR_INVALID_INPUT);
        CHECK_EQUAL(table[0], 0xee);

        send_extended_request(spare_page(CERTIFICATES_PAGE), 4);
        CHECK_EQUAL((uint32_t)test_ghcb()->exit_info1, GHCB_RESULT_OK);
        CHECK_EQUAL(test_ghcb()->exit_info2, 0);
        CHECK_EQUAL(memcmp(table, zeros, END_SIZE), 0);
        CHECK_EQUAL(table[END_SIZE], 0xee);
        CHECK_EQUAL(response_status(0, 1), 0);

        /* Room for one page less than the chip's certificates take is as good, and so is none. */
        memset(table, 0xee, PAGE_SIZE);
        write_report_request(0, 3, 0);
        send_extended_request(spare_page(CERTIFICATES_PAGE), 1);
        CHECK_EQUAL(test_ghcb()->exit_info2, 0);
        CHECK_EQUAL(memcmp(table, zeros, END_SIZE), 0);
        CHECK_EQUAL(response_status(0, 3), 0);

        memset(table, 0xee, PAGE_SIZE);
        write_report_request(0, 5, 0);
        send_extended_request(spare_page(CERTIFICATES_PAGE), 0);
        CHECK_EQUAL(test_ghcb()->exit_info2, 0);
        CHECK_EQUAL(table[0], 0xee);
        CHECK_EQUAL(response_status(0, 5), 0);
}
