/* SVSM_VTPM_COMMAND with every bad page. */
#include "tests/hostile/runtime/race.h"

static uint64_t call(uint64_t page)
{
        return svsm(SVSM_PROTOCOL_VTPM, SVSM_VTPM_COMMAND, page, 0, 0);
}

void guest_main(void)
{
        start_tpm();
        refuse_all("a command", call, BAD_SMALL | BAD_UNALIGNED, 0);
}
