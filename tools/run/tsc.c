/* tools/run/tsc.c - see tsc.h. */
#include "tools/run/tsc.h"

#include <unistd.h>

#include "lib/x86/cpu.h"
#include "tools/run/console.h"

/*
 * Over 50 ms. How late the sleep ends does not matter, since both clocks run on; what is left of an error
 * goes in the rounding.
 */
uint64_t run_tsc_khz(void)
{
        double start = run_seconds();
        uint64_t first = rdtsc();
        double seconds;

        usleep(50000);
        seconds = run_seconds() - start;
        return (uint64_t)((double)(rdtsc() - first) / seconds / 1e6 + 0.5) * 1000;
}
