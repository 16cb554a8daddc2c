/*
 * services/vtpm/mending.h - how far a TPM that has lived already is made what its profile says. It
 * belongs to its owner: what he has done to it is told, and changed only with his consent.
 */
#ifndef SERVICES_VTPM_MENDING_H
#define SERVICES_VTPM_MENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mending {
        MENDING_NEW,  /* a TPM that is made now: whatever is not as it must be stops it */
        MENDING_FREE, /* what is missing comes back where nobody is in the way */
        MENDING_NONE, /* another revision of the profile made it: it is only looked at */
        MENDING_ALL,  /* its owner wants it as the profile says */
};

/* Begins; nothing differs yet. */
void mending_begin(enum mending mode);

enum mending mending_mode(void);

/*
 * Says what is not as the profile has it: a reason to stop for a new TPM, a difference in any other.
 * Returns -1.
 */
__attribute__((format(printf, 1, 2))) int mending_problem(const char *format, ...);

/* How many differences have been told. */
uint32_t mending_differences(void);

/*
 * What the owner has given for MENDING_ALL, as the file at @path has it: u8 1 if keys and indices of
 * others at the profile's handles may be removed, TPM2B owner's authorization value, TPM2B the
 * endorsement hierarchy's. The values are used from now on. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int mending_read_consent(const char *path);

/* Whether others' keys and indices may be removed. */
bool mending_may_remove(void);

#endif
