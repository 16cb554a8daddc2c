/*
 * A page with the VMSA bit is the CPU's: a VMPL below 0 cannot write to it whatever its permissions
 * say, and is stopped (this machine's rule, docs/softsnp.md). VMPL2 could give itself another VMPL
 * otherwise.
 *
 * Broken on purpose by leaving the VMSA bit out of private_rights(): VMPL2 writes to the save area.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

static uint64_t page;

static void at_vmpl2(void)
{
        *(volatile uint8_t *)private_view(page) = 0;
}

void test_main(void)
{
        page = spare_page(1);
        make_private(page);
        CHECK_EQUAL(rmpadjust((uint64_t)private_view(page), false,
                              rmpadjust_attributes(2, RMP_PERMISSION_ALL) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
        run_at_vmpl2(at_vmpl2);
        test_check(false, "VMPL2 may write a VMSA");
}
