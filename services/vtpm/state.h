/*
 * services/vtpm/state.h - the TPM's state as libtpms stores it: a few named blobs, in memory.
 *
 * Nothing leaves the process, so a manufacture that fails leaves nothing behind: it has only to
 * exit.
 */
#ifndef SERVICES_VTPM_STATE_H
#define SERVICES_VTPM_STATE_H

#include <stddef.h>
#include <stdint.h>

/* The blob called @name, or NULL. Valid until it is stored again or dropped. */
const uint8_t *state_load(const char *name, size_t *size);

/* Keeps a copy of @data. Returns 0, or -1 if there is no room. */
__attribute__((warn_unused_result)) int state_store(const char *name, const uint8_t *data,
                                                    size_t size);

/* Forgets the blob. Returns 0, or -1 if there was none. */
int state_drop(const char *name);

#endif
