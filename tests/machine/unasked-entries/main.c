/*
 * A host may run VMPL0 though its guest has not asked for it: with KVM planes it does whenever an event is pending for plane 0
 * (planes 35/60 and 52/60). With `unasked-entries: 10` every tenth exit of a lower VMPL is such an entry; VMPL0 comes back from
 * its RUN_VMPL as ever, the guest's registers are as it left them, and RUN_VMPL lets it go on.
 *
 * Broken on purpose by never entering VMPL0 in run_vmpl_unasked(): it runs once, when the guest is done.
 */
#include "tests/machine/runtime/test.h"

#define EXITS 100

static volatile unsigned int exits, wrong;
static volatile bool done;

static void at_vmpl2(void)
{
        for (unsigned int i = 0; i < EXITS; i++) {
                uint64_t answer = msr_protocol(GHCB_MSR_SEV_INFO_REQUEST);

                if ((answer & GHCB_MSR_FUNCTION_MASK) != GHCB_MSR_SEV_INFO)
                        wrong++;
                exits++;
        }
        done = true;
}

void test_main(void)
{
        unsigned int entries = 0;

        (void)prepare_vmpl2(at_vmpl2);
        while (!done && entries < EXITS) {
                enter_vmpl2();
                entries++;
        }
        CHECK(done);
        CHECK_EQUAL(exits, EXITS);
        CHECK_EQUAL(wrong, 0);
        CHECK(entries >= EXITS / 10);
}
