/*
 * services/vtpm/libtpms/orderly.h - whether the TPM may lose its power as it is (TPM 2.0 Part 1, "TPM2_Shutdown"): what is
 * cut off without it counts a failed try at a value that was right, if one was used
 * ("Dictionary Attack Protection").
 */
#ifndef SERVICES_VTPM_LIBTPMS_ORDERLY_H
#define SERVICES_VTPM_LIBTPMS_ORDERLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The TPM is as its state says: the power is on, or a volatile state was stored. */
void orderly_begin(void);

/* The TPM has gone on from a volatile state that is in its state no more. */
void orderly_in_use(void);

/* The TPM has answered @command with @response. */
void orderly_executed(const uint8_t *command, size_t size, const uint8_t *response,
                      size_t response_size);

/* Whether TPM2_Shutdown(CLEAR) has to be sent before the power goes. */
bool orderly_needs_shutdown(void);

#endif
