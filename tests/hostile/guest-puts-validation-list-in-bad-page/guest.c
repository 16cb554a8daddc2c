/* The list of PVALIDATE is in a page that is not the guest's. */
#include "tests/hostile/runtime/bad_pages.h"

static uint64_t call(uint64_t page)
{
        return core(SVSM_CORE_PVALIDATE, page);
}

void guest_main(void)
{
        refuse_all("a list", call, BAD_SMALL, 0);
}
