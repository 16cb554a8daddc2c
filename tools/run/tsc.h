/* tools/run/tsc.h - the TSC that the guest will see. */
#ifndef TOOLS_RUN_TSC_H
#define TOOLS_RUN_TSC_H

#include <stdint.h>

/*
 * The host's TSC frequency in kHz, measured and rounded to 1 MHz: what a guest sees under TCG. A guest cannot
 * calibrate it (every access to a timer is a #VC), so it is told on its command line, tsc_early_khz=.
 */
uint64_t run_tsc_khz(void);

#endif
