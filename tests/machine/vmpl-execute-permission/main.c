/*
 * A lower VMPL that executes a page without the permission faults to the hypervisor, which cannot
 * help: the guest is stopped (APM vol. 2, section 15.36.7 and table 15-36). With the permission the
 * access works. This machine cannot tell user from supervisor execution, so the test takes both
 * away.
 *
 * Broken on purpose by leaving the execution permissions out of private_rights(): the test ends by
 * itself instead.
 */
#include "tests/machine/runtime/test.h"

static void at_vmpl2(void)
{
        ((void (*)(void))private_view(page_of_vmpl2))();
}

void test_main(void)
{
        take_right_of_vmpl2(at_vmpl2, RMP_PERMISSION_READ | RMP_PERMISSION_WRITE);
        test_check(false, "VMPL2 may execute without the permission");
}
