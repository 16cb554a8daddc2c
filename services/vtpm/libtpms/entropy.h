/*
 * services/vtpm/libtpms/entropy.h - random numbers come from the kernel or the service ends.
 */
#ifndef SERVICES_VTPM_LIBTPMS_ENTROPY_H
#define SERVICES_VTPM_LIBTPMS_ENTROPY_H

#include <stddef.h>

/*
 * Fills @out with what a hash makes of getrandom(). Does not return if that fails: no TPM is better
 * than one with guessable seeds.
 */
void entropy_fill(void *out, size_t size);

#endif
