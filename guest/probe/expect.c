/* guest/probe/expect.c - counting. */
#include "guest/probe/probe.h"

/* Of the first vCPU only: the second one counts its errors by itself (both_vcpus.c). */
unsigned int probe_passed;
unsigned int probe_failed;

/* Only failures are printed: a line by the GHCB takes longer than a call. */
void expect(const char *what, uint64_t value, uint64_t wanted)
{
        if (value == wanted) {
                probe_passed++;
                return;
        }
        probe_failed++;
        probe_log("FAILED: %s: %lx, should be %lx", what, value, wanted);
}

void expect_true(const char *what, bool ok)
{
        expect(what, ok, true);
}
