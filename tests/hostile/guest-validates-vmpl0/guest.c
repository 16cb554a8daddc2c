/* Asks for each page of VMPL0's memory to be validated, and to be rescinded, in every way that PVALIDATE has. */
#include "lib/x86/paging.h"
#include "tests/hostile/runtime/guest.h"

#define PAGES UINT64_C(4096)

static unsigned int ask(uint64_t page, bool large)
{
        unsigned int done = 0;

        for (unsigned int way = 0; way < 4; way++)
                done += svsm_pvalidate(page, large, way & 1, way & 2) == SVSM_SUCCESS;
        return done;
}

void guest_main(void)
{
        unsigned int done = 0;

        for (uint64_t i = 0; i < PAGES; i++)
                done += ask(vmpl0_base() + i * PAGE_SIZE, false);
        for (uint64_t at = 0; at < PAGES * PAGE_SIZE; at += LARGE_PAGE_SIZE)
                done += ask(vmpl0_base() + at, true);
        if (done)
                won("%u requests for VMPL0's memory were done", done);
        kept_out("of %u pages", (unsigned int)PAGES);
}
