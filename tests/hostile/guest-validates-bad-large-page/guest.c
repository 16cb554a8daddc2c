/* The guest asks PVALIDATE for 2 MiB in which pages are that are not its own. */
#include "tests/hostile/runtime/bad_pages.h"

static uint64_t call(uint64_t page)
{
        return core(SVSM_CORE_PVALIDATE,
                    list_of(page | (SVSM_PVALIDATE_VALIDATE | SVSM_PVALIDATE_LARGE |
                                    SVSM_PVALIDATE_IGNORE_CF)));
}

void guest_main(void)
{
        refuse_all("PVALIDATE", call, BAD_LARGE, 0);
}
