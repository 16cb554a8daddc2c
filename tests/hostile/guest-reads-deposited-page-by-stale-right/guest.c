/* A vCPU goes on reading a page that another one has deposited. What RMPADJUST takes, CPUs still have until INVLPGB and TLBSYNC. */
#include "tests/hostile/runtime/race.h"
#include "tests/hostile/runtime/stale.h"

void guest_main(void)
{
        use_while_taken(deposit);
}
