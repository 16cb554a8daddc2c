/* One page out of each MiB of VMPL0's memory, from its end, where services have theirs. */
#include "tests/hostile/runtime/race.h"
#include "lib/base/format.h"

#define MIB UINT64_C(0x100000)

static void move_to(uint64_t from, uint64_t to)
{
        char text[80];

        (void)format_text(text, sizeof(text), "move-page:0x%lx:0x%lx:now", from, to);
        if (!order(text))
                won("the host does not obey: the test is wrong");
}

void guest_main(void)
{
        unsigned int pages = 0;

        for (uint64_t from = vmpl0_base() + 14 * MIB; from > vmpl0_base() + 2 * MIB; from -= MIB) {
                uint64_t page = fresh_page();

                expect_result("rescinding", svsm_pvalidate(page, false, false, false),
                              SVSM_SUCCESS);
                move_to(from, page);
                expect_result("validating", svsm_pvalidate(page, false, true, false), SVSM_SUCCESS);
                for (uint64_t at = page; at < page + PAGE_SIZE; at += 8)
                        if (*(volatile uint64_t *)at)
                                won("of VMPL0's page %lx: %lx", from, *(volatile uint64_t *)at);
                pages++;
        }
        kept_out("of %u pages", pages);
}
