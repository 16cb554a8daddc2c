/* The second vCPU sets its flag and loops; the first calls, also for pages and save areas. */
#include "tests/hostile/runtime/race.h"

#define CALLS 50u

static volatile bool looping;

static uint64_t hang(void)
{
        ((volatile struct svsm_calling_area *)second_calling_area())->call_pending = 1;
        looping = true;
        while (looping)
                __asm__ volatile("");
        return 0;
}

static uint64_t many_calls(void)
{
        uint64_t page = fresh_page();

        for (unsigned int i = 0; i < CALLS; i++)
                if (svsm_pvalidate(page, false, i & 1, false) != SVSM_SUCCESS)
                        won("call %u is refused", i);
        if (core(SVSM_CORE_DELETE_VCPU, second_save_area()) != SVSM_ERR_VCPU_IN_USE)
                won("a vCPU that runs is deleted");
        kept_out("%u calls, the other flag is %u", CALLS,
                 ((volatile struct svsm_calling_area *)second_calling_area())->call_pending);
}

void guest_main(void)
{
        race_begin();
        (void)race(hang, many_calls, 5);
}
