/* The guest asks PVALIDATE to rescind pages that are not its own. */
#include "tests/hostile/runtime/bad_pages.h"

static uint64_t call(uint64_t page)
{
        return core(SVSM_CORE_PVALIDATE, list_of(page | (SVSM_PVALIDATE_IGNORE_CF)));
}

void guest_main(void)
{
        refuse_all("rescinding", call, BAD_NOWHERE | BAD_DEPOSITED | BAD_VMSA, 0);
}
