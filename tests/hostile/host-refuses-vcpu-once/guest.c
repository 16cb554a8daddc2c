/* CREATE_VCPU fails because the host refuses; the same call again succeeds. */
#include "tests/hostile/runtime/guest.h"

static volatile bool answered;

static void at_second(void)
{
        struct svsm_registers registers = {
                .rax = svsm_number(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL),
        };

        answered = svsm_call_from(second_calling_area(), &registers) == SVSM_SUCCESS;
}

void guest_main(void)
{
        if (run_on_second(at_second))
                won("the vcpu was created, though the host has refused: the test is wrong");
        if (!run_on_second(at_second))
                won("the vcpu cannot be created any more");
        while (!answered)
                (void)has_protocol(SVSM_PROTOCOL_VTPM);
        kept_out("the second vcpu runs at the second try");
}
