/* On its own pages and VMPL0's: no rights for VMPL0, 1 and 2, no save area, no change of validation. */
#include "tests/hostile/runtime/bad_pages.h"
#include "lib/snp/rmp.h"

static unsigned int executed;

static void refuse(const char *what, enum rmp_result result)
{
        if (result == RMP_SUCCESS || result == RMP_UNCHANGED)
                won("%s", what);
        executed++;
}

static void try_page(uint64_t page)
{
        refuse("PVALIDATE", pvalidate(page, false, false));
        refuse("PVALIDATE", pvalidate(page, false, true));
        for (unsigned int vmpl = 0; vmpl <= probe.secrets->svsm_guest_vmpl; vmpl++) {
                refuse("RMPADJUST", rmpadjust(page, false, rmpadjust_attributes(vmpl, 0)));
                refuse("RMPADJUST",
                       rmpadjust(page, false, rmpadjust_attributes(vmpl, RMP_PERMISSION_ALL)));
        }
        for (unsigned int vmpl = 0; vmpl < VMPL_COUNT; vmpl++)
                refuse("RMPADJUST to a save area",
                       rmpadjust(page, false, rmpadjust_attributes(vmpl, 1) | RMPADJUST_VMSA));
}

void guest_main(void)
{
        uint64_t page = fresh_page();

        *(volatile uint64_t *)page = 7;
        try_page(page);
        for (uint64_t i = 0; i < 64; i++)
                refuse("RMPADJUST of VMPL0's page",
                       rmpadjust(vmpl0_base() + i * PAGE_SIZE, false,
                                 rmpadjust_attributes(3, RMP_PERMISSION_ALL)));
        if (*(volatile uint64_t *)page != 7)
                won("its page has changed");
        kept_out("of %u instructions", executed);
}
