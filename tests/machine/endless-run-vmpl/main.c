/*
 * A guest of one vCPU that asks for a VMPL which has no save area, and asks again whatever it is told, does nothing else any more:
 * the machine ends it and says so. A single refusal is a line, of a kind the 1st, 16th, 256th ... time.
 *
 * Broken on purpose by not counting: the machine goes on until the run's limit.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        (void)test_ghcb();
        for (unsigned int i = 0; i < 1000000; i++)
                (void)msr_protocol(UINT64_C(2) << 32 | GHCB_MSR_RUN_VMPL_REQUEST);
        test_check(false, "the machine goes on");
}
