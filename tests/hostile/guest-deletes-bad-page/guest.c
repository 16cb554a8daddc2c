/* The guest deletes the save area in pages that hold none. */
#include "tests/hostile/runtime/bad_pages.h"

static uint64_t call(uint64_t page)
{
        return core(SVSM_CORE_DELETE_VCPU, page);
}

void guest_main(void)
{
        refuse_all("DELETE_VCPU", call,
                   BAD_NOWHERE | BAD_NOT_VALID | BAD_DEPOSITED | BAD_AREA | BAD_UNALIGNED,
                   SVSM_ERR_INVALID_PARAMETER);
}
