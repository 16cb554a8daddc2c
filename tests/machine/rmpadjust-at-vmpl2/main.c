/*
 * VMPL2 cannot raise anybody: RMPADJUST for VMPL1 or itself is FAIL_PERMISSION, for VMPL3 it gives
 * at most what VMPL2 has itself (APM vol. 2, section 15.36.7), and the VMSA bit is VMPL0's alone
 * (section 15.36.12). Linux finds out its VMPL this way.
 *
 * Broken on purpose by comparing the target with 0 instead of the current VMPL in may_adjust():
 * RMPADJUST for VMPL1 and for itself succeeds.
 */
#include "tests/machine/runtime/test.h"

static uint64_t page;
static enum rmp_result to_vmpl1, to_itself, to_vmpl3, more_than_own, with_vmsa;

static void at_vmpl2(void)
{
        uint64_t address = (uint64_t)private_view(page);

        to_vmpl1 = rmpadjust(address, false, rmpadjust_attributes(1, RMP_PERMISSION_READ));
        to_itself = rmpadjust(address, false, rmpadjust_attributes(2, RMP_PERMISSION_READ));
        to_vmpl3 = rmpadjust(address, false, rmpadjust_attributes(3, RMP_PERMISSION_READ));
        more_than_own = rmpadjust(address, false, rmpadjust_attributes(3, RMP_PERMISSION_ALL));
        with_vmsa = rmpadjust(address, false,
                              rmpadjust_attributes(3, RMP_PERMISSION_READ) | RMPADJUST_VMSA);
}

void test_main(void)
{
        page = spare_page(0);
        make_private(page);
        grant_vmpl2(page, PAGE_SIZE, RMP_PERMISSION_READ | RMP_PERMISSION_WRITE);
        run_at_vmpl2(at_vmpl2);
        CHECK_EQUAL(to_vmpl1, RMP_FAIL_PERMISSION);
        CHECK_EQUAL(to_itself, RMP_FAIL_PERMISSION);
        CHECK_EQUAL(to_vmpl3, RMP_SUCCESS);
        CHECK_EQUAL(more_than_own, RMP_FAIL_PERMISSION);
        CHECK_EQUAL(with_vmsa, RMP_FAIL_PERMISSION);
}
