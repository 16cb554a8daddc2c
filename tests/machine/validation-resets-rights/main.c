/*
 * A page that is assigned anew is VMPL0's alone, whatever rights others had to it before (APM vol.
 * 2, section 15.36.7): VMPL2, which could read it, may not after it was shared and private again.
 *
 * Broken on purpose by keeping the permissions in reset_rights(): VMPL2 reads VMPL0's page.
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
        grant_vmpl2(page, PAGE_SIZE, RMP_PERMISSION_ALL);
        run_at_vmpl2(at_vmpl2);
        make_shared(page);
        make_private(page);
        run_at_vmpl2(at_vmpl2);
        test_check(false, "VMPL2 may read a page that it was not given");
}
