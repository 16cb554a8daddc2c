/* Core calls while a key is made, then a command that has to wait. */
#include "tests/hostile/runtime/race.h"

#define CALLS  10
#define ROUNDS 8 /* at most: how long a key takes differs */

static uint64_t page, other;

static uint64_t call(void)
{
        return create_rsa_key(second_calling_area(), page);
}

static uint64_t many_calls(void)
{
        uint64_t failed = 0;

        for (unsigned int i = 0; i < CALLS; i++)
                failed |= core(SVSM_CORE_QUERY_PROTOCOL, 1) |
                          svsm_pvalidate(other, false, i & 1, true);
        return failed;
}

static uint64_t one_command(void)
{
        return vtpm_get_random(probe.calling_area, other, 16);
}

void guest_main(void)
{
        struct race calls = { .during = false }, command;

        start_tpm();
        page = fresh_page();
        other = fresh_page();
        race_begin();
        for (unsigned int i = 0; i < ROUNDS && !calls.during; i++) {
                calls = race(call, many_calls, 0);
                flush_rsa_key();
        }
        command = race(call, one_command, 0);
        if (calls.called || calls.took || command.called || command.took)
                won("%lx %lx %lx %lx", calls.called, calls.took, command.called, command.took);
        kept_out("%u calls %s a command", CALLS, calls.during ? "during" : "after");
}
