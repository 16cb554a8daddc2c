/* Writes, rescinds, reads; there is no handler for #VC, so that is the end. */
#include "tests/hostile/runtime/bad_pages.h"

void guest_main(void)
{
        uint64_t page = fresh_page();

        *(volatile uint64_t *)page = 1;
        if (svsm_pvalidate(page, false, false, false) != SVSM_SUCCESS)
                won("PVALIDATE is refused: the test is wrong");
        won("it reads %lx", *(volatile uint64_t *)page);
}
