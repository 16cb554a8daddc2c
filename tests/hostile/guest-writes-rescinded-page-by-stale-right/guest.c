/* A vCPU goes on writing a page that another one has rescinded. What RMPADJUST takes, CPUs still have until INVLPGB and TLBSYNC. */
#include "tests/hostile/runtime/race.h"
#include "lib/x86/cpu.h"

static uint64_t page;
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
        uint64_t result = svsm_pvalidate(page, false, false, false);
        uint64_t before = uses;

        if (result != SVSM_SUCCESS)
                won("%lx: the test is wrong", result);
        for (unsigned int i = 0; i < 2000; i++)
                cpu_relax();
        if (uses != before)
                won("it is used %lu times more", uses - before);
        over = true;
        return 0;
}

void guest_main(void)
{
        page = fresh_page();
        race_begin();
        (void)race(use, take, 100);
        won("it goes on");
}
