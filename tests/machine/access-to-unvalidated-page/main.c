/*
 * A private page that is assigned but not validated cannot be used: #VC with error code 0x404, at
 * every access (APM vol. 2, sections 15.36.6 and 15.36.10). The address in CR2 is not checked: this
 * machine does not know it (docs/softsnp.md, "Limits").
 *
 * Broken on purpose by not asking for validation in private_rights(): reads and writes before
 * PVALIDATE and the read after rescinding do not fault.
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
        (void)try_write(bytes);
        check_fault("write before PVALIDATE", VC(GHCB_EVENT_PAGE_NOT_VALIDATED));

        CHECK_EQUAL(pvalidate((uint64_t)bytes, false, true), RMP_SUCCESS);
        CHECK(try_write(bytes));
        CHECK_EQUAL(*bytes, 0x5a);

        CHECK_EQUAL(pvalidate((uint64_t)bytes, false, false), RMP_SUCCESS);
        (void)try_read(bytes);
        check_fault("read after rescinding", VC(GHCB_EVENT_PAGE_NOT_VALIDATED));
}
