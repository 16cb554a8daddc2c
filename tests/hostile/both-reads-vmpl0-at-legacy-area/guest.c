/* The host moves a page of VMPL0's, of which nobody has need any more, to 0xc0000; the guest has it validated and reads it. */
#include "lib/x86/paging.h"
#include "tests/hostile/runtime/guest.h"

#define LEGACY 0xc0000

static bool is_zero(const volatile uint8_t *page)
{
        for (unsigned int i = 0; i < PAGE_SIZE; i++)
                if (page[i])
                        return false;
        return true;
}

void guest_main(void)
{
        (void)svsm_pvalidate(LEGACY, false, false, true);
        if (!order(""))
                won("the host does not obey");
        if (svsm_pvalidate(LEGACY, false, true, true) != SVSM_SUCCESS)
                kept_out("VMPL0 does not validate it");
        if (!is_zero((const volatile uint8_t *)LEGACY))
                won("a page of VMPL0's: %lx", *(const volatile uint64_t *)LEGACY);
        kept_out("the page is zero");
}
