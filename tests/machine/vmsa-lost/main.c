/*
 * VMRUN checks each time that the page is still a save area (APM vol. 2, section 15.36.12, table
 * 15-41): a vCPU whose page lost the VMSA bit after its creation does not run, and the guest is
 * stopped.
 *
 * Broken on purpose by leaving out check_save_area() in vmsa_load(): VMPL2 runs.
 */
#include "tests/machine/runtime/test.h"

static void at_vmpl2(void)
{
}

void test_main(void)
{
        uint64_t page = prepare_vmpl2(at_vmpl2);

        CHECK_EQUAL(rmpadjust((uint64_t)private_view(page), false,
                              rmpadjust_attributes(2, RMP_PERMISSION_ALL)),
                    RMP_SUCCESS);
        enter_vmpl2();
        test_check(false, "VMPL2 ran from a page that is no VMSA");
}
