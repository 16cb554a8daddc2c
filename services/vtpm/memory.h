/*
 * services/vtpm/memory.h - what vtpmd remembers of the TPM besides the TPM's own state: the random
 * values that were drawn when it was made, and its keys' public areas. Kept with the state as one
 * blob of its own.
 */
#ifndef SERVICES_VTPM_MEMORY_H
#define SERVICES_VTPM_MEMORY_H

#include "lib/profile/compiled.h"
#include "services/vtpm/commands/key.h"

#include <stdbool.h>

#define MEMORY_AUTH_SIZE 32 /* an authorization value; never ends in a zero byte */

struct memory_key {
        uint8_t x[PROFILE_UNIQUE_MAX]; /* the unique field, as long as the profile says */
        uint8_t y[PROFILE_UNIQUE_MAX];
        uint8_t auth[MEMORY_AUTH_SIZE];
        struct tpm_area public; /* size 0: the key has not been made yet */
};

struct memory_nv {
        uint8_t auth[MEMORY_AUTH_SIZE];
};

struct memory {
        struct memory_key keys[PROFILE_KEYS_MAX];
        struct memory_nv nv[PROFILE_NV_MAX];
};

/*
 * Fills in what @profile gives and draws what is random; public areas are empty. For a TPM that is
 * made now.
 */
void memory_begin(const struct profile *profile, struct memory *out);

/*
 * A new authorization value. It never ends in a zero byte: the TPM takes those off (TPM 2.0 Part 1,
 * "Authorization Values").
 */
void memory_draw_auth(uint8_t auth[MEMORY_AUTH_SIZE]);

/*
 * Takes it from, and puts it into, the state. Returns 0, or -1 with a log line; memory that cannot be
 * loaded is as memory_begin() makes it. What a later revision of the profile has more is drawn now.
 */
__attribute__((warn_unused_result)) int memory_load(const struct profile *profile,
                                                    struct memory *out);
__attribute__((warn_unused_result)) int memory_store(const struct profile *profile,
                                                     const struct memory *memory);

#endif
