/*
 * A private page that is assigned but not validated cannot be used: #VC with error code 0x404, at
 * every access, and CR2 holds the address (APM vol. 2, sections 15.36.6 and 15.36.10).
 *
 * Broken on purpose by not asking for validation in private_rights(): reads and writes before
 * PVALIDATE and the read after rescinding do not fault. And by not calling set_fault_address(): CR2 is 0.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        uint64_t page = spare_page(0);
        volatile uint8_t *bytes = private_view(page);

        (void)try_read(private_view(spare_page(1)));
        check_fault("read of a page as the launch left it", VC(GHCB_EVENT_PAGE_NOT_VALIDATED));

        give_away(page);
        CHECK_EQUAL(msr_protocol(page | (uint64_t)GHCB_PSC_PRIVATE << 52 | GHCB_MSR_PSC_REQUEST),
                    GHCB_MSR_PSC_RESPONSE);
        (void)try_read(bytes);
        check_fault("read before PVALIDATE", VC(GHCB_EVENT_PAGE_NOT_VALIDATED));
        CHECK_EQUAL(test_fault.cr2, (uint64_t)bytes);
        (void)try_write(bytes);
        check_fault("write before PVALIDATE", VC(GHCB_EVENT_PAGE_NOT_VALIDATED));
        CHECK_EQUAL(test_fault.cr2, (uint64_t)bytes);

        CHECK_EQUAL(pvalidate((uint64_t)bytes, false, true), RMP_SUCCESS);
        CHECK(try_write(bytes));
        CHECK_EQUAL(*bytes, 0x5a);

        CHECK_EQUAL(pvalidate((uint64_t)bytes, false, false), RMP_SUCCESS);
        (void)try_read(bytes + 0x123);
        check_fault("read after rescinding", VC(GHCB_EVENT_PAGE_NOT_VALIDATED));
        CHECK_EQUAL(test_fault.cr2, (uint64_t)bytes + 0x123);
}
