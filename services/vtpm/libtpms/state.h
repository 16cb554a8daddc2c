/*
 * services/vtpm/libtpms/state.h - the TPM's state as libtpms stores it: a few named blobs, in memory.
 *
 * Nothing leaves the process from here, so a manufacture that fails leaves nothing behind: it has
 * only to exit. state_file.h keeps it on a disk.
 */
#ifndef SERVICES_VTPM_LIBTPMS_STATE_H
#define SERVICES_VTPM_LIBTPMS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATE_BLOBS    6  /* permanent, volatile and saved state, and what vtpmd remembers */
#define STATE_NAME_MAX 32 /* with its terminating zero */

struct state_blob {
        const char *name;
        const uint8_t *data;
        size_t size;
};

/* The blob called @name, or NULL. Valid until it is stored again or dropped. */
const uint8_t *state_load(const char *name, size_t *size);

/* Keeps a copy of @data; what is there already stays clean. Returns 0, or -1 if there is no room. */
__attribute__((warn_unused_result)) int state_store(const char *name, const uint8_t *data,
                                                    size_t size);

/* Forgets the blob. Returns 0, or -1 if there was none. */
int state_drop(const char *name);

/* Blob number @number of those there are, from 0; false if there are not so many. */
bool state_blob(uint32_t number, struct state_blob *out);

/*
 * Remembers all blobs as they are; state_recall() puts them back, and forgets nothing that was clean
 * before. Returns 0, or -1 if there is no memory.
 */
__attribute__((warn_unused_result)) int state_remember(void);
void state_recall(void);

/* Wipes what state_remember() has kept. */
void state_forget(void);

/* Whether a blob has changed since state_mark_clean(). */
bool state_is_dirty(void);
void state_mark_clean(void);

#endif
