/* A vCPU goes on writing a page that another one has rescinded. What RMPADJUST takes, CPUs still have until INVLPGB and TLBSYNC. */
#include "tests/hostile/runtime/race.h"
#include "tests/hostile/runtime/stale.h"

static uint64_t rescind(uint64_t page)
{
        return svsm_pvalidate(page, false, false, false);
}

void guest_main(void)
{
        use_while_taken(rescind);
}
