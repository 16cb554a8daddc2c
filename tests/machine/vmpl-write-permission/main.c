/*
 * A lower VMPL that writes a page without the permission faults to the hypervisor, which cannot
 * help: the guest is stopped (APM vol. 2, section 15.36.7 and table 15-36). With the permission the
 * access works.
 *
 * Broken on purpose by leaving RMP_PERMISSION_WRITE out of private_rights(): the test ends by
 * itself instead.
 */
#include "tests/machine/runtime/test.h"

static void at_vmpl2(void)
{
        *(volatile uint8_t *)private_view(page_of_vmpl2) = 1;
}

void test_main(void)
{
        take_right_of_vmpl2(at_vmpl2, RMP_PERMISSION_READ);
        test_check(false, "VMPL2 may write without the permission");
}
