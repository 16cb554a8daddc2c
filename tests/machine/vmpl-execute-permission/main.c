/*
 * A lower VMPL that executes a page without the permission faults to the hypervisor, which cannot help: the guest is
 * stopped (APM vol. 2, section 15.36.7). With the permission the access works.
 *
 * Broken on purpose by leaving RMP_PERMISSION_SUPER_EXEC out of npt.c's decision: the test ends by itself instead.
 */
#include "tests/machine/runtime/test.h"

static void at_vmpl2(void)
{
        ((void (*)(void))private_view(spare_page(0)))();
}

void test_main(void)
{
        make_private(spare_page(0));
        *(volatile uint8_t *)private_view(spare_page(0)) = 0xc3; /* RET */
        grant_vmpl2(spare_page(0), PAGE_SIZE, RMP_PERMISSION_ALL);
        run_at_vmpl2(at_vmpl2);
        test_log("with permission");
        *(volatile uint8_t *)private_view(spare_page(0)) = 0xc3;
        grant_vmpl2(spare_page(0), PAGE_SIZE,
                    RMP_PERMISSION_READ | RMP_PERMISSION_WRITE | RMP_PERMISSION_USER_EXEC);
        run_at_vmpl2(at_vmpl2);
        test_check(false, "VMPL2 may execute without the permission");
}
