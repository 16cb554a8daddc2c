/*
 * RMPADJUST may only take from those below: its target VMPL must be numerically greater than the current one, or it fails with
 * FAIL_PERMISSION; a VMPL that does not exist is FAIL_INPUT's or FAIL_PERMISSION's; a page that is not validated fails
 * (APM vol. 3, RMPADJUST).
 *
 * Broken on purpose by allowing the target to equal the current VMPL: the first check fails.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        uint64_t page = spare_page(0);
        uint64_t address = (uint64_t)private_view(page);

        make_private(page);
        CHECK_EQUAL(rmpadjust(address, false, rmpadjust_attributes(0, RMP_PERMISSION_ALL)),
                    RMP_FAIL_PERMISSION);
        CHECK_EQUAL(rmpadjust(address, false, rmpadjust_attributes(1, RMP_PERMISSION_ALL)),
                    RMP_SUCCESS);
        CHECK_EQUAL(rmpadjust(address, false, rmpadjust_attributes(3, RMP_PERMISSION_READ)),
                    RMP_SUCCESS);
        CHECK(rmpadjust(address, false, rmpadjust_attributes(4, RMP_PERMISSION_ALL)) !=
              RMP_SUCCESS);
        CHECK(rmpadjust(address + PAGE_SIZE, true, rmpadjust_attributes(2, RMP_PERMISSION_ALL)) !=
              RMP_SUCCESS);

        CHECK_EQUAL(pvalidate(address, false, false), RMP_SUCCESS);
        CHECK(rmpadjust(address, false, rmpadjust_attributes(2, RMP_PERMISSION_ALL)) !=
              RMP_SUCCESS);
}
