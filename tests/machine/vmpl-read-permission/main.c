/*
 * A lower VMPL that reads a page without the permission faults to the hypervisor, which cannot
 * help: the guest is stopped (APM vol. 2, section 15.36.7 and table 15-36). With the permission the
 * access works.
 *
 * Broken on purpose by leaving RMP_PERMISSION_READ out of private_rights(): the test ends by itself
 * instead.
 */
#include "tests/machine/runtime/test.h"

static uint64_t page;

static void at_vmpl2(void)
{
        (void)*(volatile uint8_t *)private_view(page);
}

void test_main(void)
{
        page = spare_page(0);
        make_private(page);
        *(volatile uint8_t *)private_view(page) = 0xc3; /* RET */
        grant_vmpl2(page, PAGE_SIZE, RMP_PERMISSION_ALL);
        run_at_vmpl2(at_vmpl2);
        test_log("with permission");
        *(volatile uint8_t *)private_view(page) = 0xc3;
        grant_vmpl2(page, PAGE_SIZE, 0);
        run_at_vmpl2(at_vmpl2);
        test_check(false, "VMPL2 may read without the permission");
}
