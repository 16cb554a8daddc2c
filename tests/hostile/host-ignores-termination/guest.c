/* Two vCPUs that call for ever, so that one of them calls when the other has found out that the host lies. */
#include "tests/hostile/runtime/guest.h"

#define ROUNDS 100000

static void call_over_and_over(uint64_t calling_area)
{
        for (unsigned int i = 0; i < ROUNDS; i++) {
                struct svsm_registers registers = {
                        .rax = svsm_number(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL),
                };

                (void)svsm_call_from(calling_area, &registers);
        }
}

static void at_second(void)
{
        call_over_and_over(second_calling_area());
}

void guest_main(void)
{
        (void)run_on_second(at_second);
        call_over_and_over(probe.calling_area);
}
