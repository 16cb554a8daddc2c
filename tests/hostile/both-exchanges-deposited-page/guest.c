/* Two pages are deposited, the first is another one for some calls. */
#include "tests/hostile/runtime/race.h"

void guest_main(void)
{
        uint64_t pages[2] = { fresh_page(), fresh_page() };
        unsigned int refused = 0, back = 0;

        for (unsigned int i = 0; i < 2; i++) {
                *(volatile uint64_t *)pages[i] = 42;
                expect_result("DEPOSIT_MEM", deposit(pages[i]), SVSM_SUCCESS);
        }
        exchange(pages[0], "now:exit=4");
        for (unsigned int i = 0; i < 8; i++)
                if (withdraw())
                        back++;
                else if (back == 0)
                        refused++;
        if (back != 2)
                won("%u pages came back", back);
        for (unsigned int i = 0; i < 2; i++)
                if (*(volatile uint64_t *)pages[i] != 42)
                        won("a page with %lx", *(volatile uint64_t *)pages[i]);
        kept_out("both pages, after %u refusals", refused);
}
