/*
 * PVALIDATE of a page that is in the wanted state already sets CF and changes nothing: how a guest
 * notices that the host remapped a page (Linux arch/x86/include/asm/sev.h, pvalidate(): CF is
 * PVALIDATE_FAIL_NOUPDATE).
 *
 * Broken on purpose by answering SUCCESS whether anything changed or not in rmp_pvalidate(): both
 * RMP_UNCHANGED checks fail.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        uint64_t page = spare_page(0);
        volatile uint8_t *bytes = private_view(page);

        make_private(page);
        *bytes = 0x33;
        CHECK_EQUAL(pvalidate((uint64_t)bytes, false, true), RMP_UNCHANGED);
        CHECK_EQUAL(*bytes, 0x33);

        CHECK_EQUAL(pvalidate((uint64_t)bytes, false, false), RMP_SUCCESS);
        CHECK_EQUAL(pvalidate((uint64_t)bytes, false, false), RMP_UNCHANGED);
}
