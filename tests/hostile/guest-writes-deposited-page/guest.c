/* Writes, deposits, writes. */
#include "tests/hostile/runtime/bad_pages.h"

void guest_main(void)
{
        uint64_t page = fresh_page();

        *(volatile uint64_t *)page = 1;
        if (deposit(page) != SVSM_SUCCESS)
                won("DEPOSIT_MEM is refused: the test is wrong");
        *(volatile uint64_t *)page = 2;
        won("it writes");
}
