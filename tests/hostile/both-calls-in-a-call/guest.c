/*
 * One page is rescinded and validated, which is right each time; in between a page of nobody's, which is refused each
 * time. A call that seems to be pending is made again, as a guest does that has been interrupted.
 */
#include "tests/hostile/runtime/race.h"

#define ROUNDS 200

static unsigned int calls;

static uint64_t make(uint64_t entry)
{
        uint64_t result = core(SVSM_CORE_PVALIDATE, list_of(entry));

        calls++;
        return result;
}

void guest_main(void)
{
        uint64_t page = fresh_page();

        if (!order("leave-vmpl0:3:3"))
                won("the host does not obey: the test is wrong");
        for (unsigned int i = 0; i < ROUNDS; i++) {
                uint64_t flags = i & 1 ? SVSM_PVALIDATE_VALIDATE : 0;

                if (make(vmpl0_base() | flags) == SVSM_SUCCESS)
                        won("VMPL0's page has the result of ours");
                (void)make(page | flags | SVSM_PVALIDATE_IGNORE_CF);
        }
        kept_out("%u calls with their own results", calls);
}
