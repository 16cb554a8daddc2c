/* Four pages are deposited in each round and have to come back, if not now then later. */
#include "tests/hostile/runtime/race.h"

#define ROUNDS 80
#define PAGES  4

static uint64_t target, pages[PAGES];
static volatile bool over;

static uint64_t come_and_go(void)
{
        while (!over) {
                (void)second_pvalidate(target);
                (void)second_pvalidate(target | SVSM_PVALIDATE_VALIDATE);
        }
        return 0;
}

static void get_all_back(void)
{
        unsigned int back = 0;

        while (withdraw())
                back++;
        if (back > PAGES)
                won("%u pages came back of %u", back, PAGES);
        for (unsigned int i = 0; i < PAGES; i++)
                *(volatile uint8_t *)pages[i] = 1;
}

static uint64_t withdraw_often(void)
{
        unsigned int refused = 0;

        for (unsigned int round = 0; round < ROUNDS; round++) {
                for (unsigned int i = 0; i < PAGES; i++)
                        if (deposit(pages[i]) != SVSM_SUCCESS)
                                won("a page is lost");
                refused += core(SVSM_CORE_WITHDRAW_MEM, target) != SVSM_SUCCESS;
                get_all_back();
        }
        over = true;
        return refused;
}

void guest_main(void)
{
        struct race done;

        target = fresh_page();
        for (unsigned int i = 0; i < PAGES; i++)
                pages[i] = fresh_page();
        race_begin();
        done = race(come_and_go, withdraw_often, 0);
        kept_out("%u withdrawals, %lu refused", ROUNDS, done.took);
}
