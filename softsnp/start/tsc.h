/* softsnp/start/tsc.h - how fast the time-stamp counter runs. */
#ifndef SOFTSNP_START_TSC_H
#define SOFTSNP_START_TSC_H

#include <stdint.h>

/* Measures the frequency against the PIT; once, on the boot CPU. Takes about 30 ms. */
void tsc_calibrate(void);

/*
 * The frequency in kHz. MSR_GUEST_TSC_FREQ is in MHz, so its reader must round, and a guest's clock is then
 * wrong by up to 0.5 MHz in the frequency (200 ppm at 2.5 GHz): (tsc_khz() + 500) / 1000.
 */
uint64_t tsc_khz(void);

/* Waits, yielding the processor to other CPUs as PAUSE does. */
void tsc_wait_microseconds(uint64_t microseconds);

#endif
