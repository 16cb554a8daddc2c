/*
 * RMPADJUST may only take from those below: its target VMPL must be numerically greater than the
 * current one, or it fails with FAIL_PERMISSION (APM vol. 2, section 15.36.7); a VMPL that does not
 * exist, a large page that is not aligned and a page that is not validated fail too.
 *
 * Broken on purpose by allowing the target to equal the current VMPL in may_adjust(): VMPL0 changes
 * its own rights.
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
