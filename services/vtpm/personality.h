/* services/vtpm/personality.h - the profile that this TPM is made from. */
#ifndef SERVICES_VTPM_PERSONALITY_H
#define SERVICES_VTPM_PERSONALITY_H

#include "lib/profile/compiled.h"

struct personality {
        struct profile profile;
        uint8_t digest[PROFILE_DIGEST_SIZE]; /* SHA-384 of the file */
        char name[PROFILE_NAME_MAX + 1];
};

/* Reads and checks the compiled profile at @path. Returns 0, or -1 with a log line. */
__attribute__((warn_unused_result)) int personality_load(const char *path, struct personality *out);

/* A copy of @bytes as text, for the log: a name of the profile's. */
const char *personality_text(struct profile_bytes bytes, char out[PROFILE_NAME_MAX + 1]);

#endif
