/* DEPOSIT_MEM and PVALIDATE of one page; then WITHDRAW_MEM or PVALIDATE, whichever it is. */
#include "tests/hostile/runtime/race.h"

#define ROUNDS 60

static uint64_t page;

static uint64_t rescind(void)
{
        return second_pvalidate(page);
}

static uint64_t deposit_it(void)
{
        return deposit(page);
}

void guest_main(void)
{
        page = fresh_page();
        race_begin();
        for (unsigned int round = 0; round < ROUNDS; round++) {
                struct race done = race(rescind, deposit_it, round / 6);
                bool deposited = done.took == SVSM_SUCCESS;

                if (deposited == (done.called == SVSM_SUCCESS))
                        won("%lx and %lx", done.called, done.took);
                if (deposited && withdraw() != page)
                        won("the deposited page does not come back");
                if (!deposited &&
                    (withdraw() != 0 || svsm_pvalidate(page, false, true, false) != SVSM_SUCCESS))
                        won("the rescinded page does not come back");
                *(volatile uint8_t *)page = 1;
        }
        kept_out("%u pages, each of one kind", ROUNDS);
}
