/*
 * services/vtpm/timekeeping.h - the TPM's clock never goes back (TPM 2.0 Part 1, "Clock"). libtpms keeps it
 * at each orderly end and once in 70 minutes; who is killed in between would have lost so much. So a
 * time that the clock has not reached is kept in the state, and after an end that was not orderly
 * the clock is set to it.
 */
#ifndef SERVICES_VTPM_TIMEKEEPING_H
#define SERVICES_VTPM_TIMEKEEPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the TPM has to be asked for its time after this command: most of the time it has not. */
bool timekeeping_is_due(const uint8_t *command, size_t size);

/*
 * To be called if it is due, when the command has been answered with @code. Runs commands of its own,
 * so the response must be kept before.
 */
void timekeeping_after(const uint8_t *command, size_t size, uint32_t code);

/* The power is off, or was taken: an orderly TPM knows the time itself. */
void timekeeping_power_off(void);

/* Another TPM comes, with a time of its own. */
void timekeeping_forget(void);

#endif
