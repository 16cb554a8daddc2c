/* The guest deposits pages that are not its own, of 4 KiB and of 2 MiB. */
#include "tests/hostile/runtime/bad_pages.h"

static uint64_t call(uint64_t page)
{
        return core(SVSM_CORE_DEPOSIT_MEM, list_of(page % LARGE_PAGE_SIZE ? page : page | 1));
}

void guest_main(void)
{
        refuse_all("DEPOSIT_MEM", call, BAD_SMALL | BAD_AREA | BAD_LARGE, 0);
}
