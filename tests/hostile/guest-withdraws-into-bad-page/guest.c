/* WITHDRAW_MEM is to write its list to a page that is not the guest's. */
#include "tests/hostile/runtime/bad_pages.h"

static uint64_t call(uint64_t page)
{
        return core(SVSM_CORE_WITHDRAW_MEM, page);
}

void guest_main(void)
{
        refuse_all("WITHDRAW_MEM", call, BAD_SMALL, 0);
}
