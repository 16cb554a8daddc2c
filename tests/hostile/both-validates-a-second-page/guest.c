/* The host puts a second page behind an address that is valid already; the guest has it validated once more. */
#include "tests/hostile/runtime/guest.h"

#define GPA 0x1000000

void guest_main(void)
{
        *(volatile uint8_t *)GPA = 1;
        if (!order("exchange-page:0x1000000:now"))
                won("the host does not obey");
        if (svsm_pvalidate(GPA, false, true, false) == SVSM_SUCCESS)
                won("two validated pages for one address");
        if (svsm_pvalidate(GPA, false, true, true) == SVSM_SUCCESS && *(volatile uint8_t *)GPA != 1)
                won("two validated pages for one address");
        kept_out("with one page");
}
