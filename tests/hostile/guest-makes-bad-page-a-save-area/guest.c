/* The guest creates a vCPU whose save area is in a page that is not its own. */
#include "tests/hostile/runtime/bad_pages.h"

static uint64_t call(uint64_t page)
{
        return svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, page, good_page(), 1);
}

void guest_main(void)
{
        refuse_all("CREATE_VCPU", call, BAD_SMALL | BAD_AREA | BAD_UNALIGNED, 0);
}
