/* tests/hostile/runtime/stale.c - see stale.h. */
#include "tests/hostile/runtime/stale.h"

#include "lib/x86/cpu.h"
#include "tests/hostile/runtime/race.h"

#define PATIENCE 2000

static uint64_t page;
static uint64_t (*taker)(uint64_t page);
static volatile bool over;
static volatile uint64_t uses;

static uint64_t use(void)
{
        while (!over) {
                (*(volatile uint64_t *)page)++;
                uses++;
                cpu_relax();
        }
        return 0;
}

static uint64_t take(void)
{
        uint64_t result = taker(page);
        uint64_t before = uses;

        if (result != SVSM_SUCCESS)
                won("%lx: the test is wrong", result);
        for (unsigned int i = 0; i < PATIENCE; i++)
                cpu_relax();
        if (uses != before)
                won("it is used %lu times more", uses - before);
        over = true;
        return 0;
}

void use_while_taken(uint64_t (*take_page)(uint64_t page))
{
        taker = take_page;
        page = fresh_page();
        race_begin();
        (void)race(use, take, 100);
        won("it goes on");
}
