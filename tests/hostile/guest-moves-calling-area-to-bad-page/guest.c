/* The guest moves its calling area to pages that are not its own. */
#include "tests/hostile/runtime/bad_pages.h"

static uint64_t call(uint64_t page)
{
        return core(SVSM_CORE_REMAP_CA, page);
}

void guest_main(void)
{
        refuse_all("REMAP_CA", call, BAD_SMALL | BAD_AREA | BAD_UNALIGNED, 0);
}
