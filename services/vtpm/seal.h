/*
 * services/vtpm/seal.h - a TPM's state between libtpms and everything outside: swtpm's blobs (lib/wire/swtpm_blob.h), encrypted
 * where there is a key (cipher.h). In a file the state is encrypted with the state's key; what migrates is too, and all of that
 * once more with the migration key (swtpm, SWTPM_NVRAM_GetStateBlob(), SWTPM_NVRAM_SetStateBlob()).
 */
#ifndef SERVICES_VTPM_SEAL_H
#define SERVICES_VTPM_SEAL_H

#include "services/vtpm/cipher.h"

/* Keys that are not there are empty. */
struct seal_keys {
        const struct cipher_key *state;
        const struct cipher_key *migration;
};

enum seal_verdict {
        SEAL_OK,
        SEAL_DAMAGED,
        SEAL_NO_KEY,           /* it is encrypted with the state's, which is not there */
        SEAL_NO_MIGRATION_KEY, /* or with the migration key */
        SEAL_OTHER_SIZE,       /* its key has 256 bits and ours 128, or the other way round */
        SEAL_WRONG_KEY,        /* or somebody has changed it: nobody can tell */
        SEAL_NOT_ENCRYPTED,    /* and who asked has a key for it */
        SEAL_NO_MEMORY,
};

/* A state in the clear; ended with seal_wipe(). */
struct seal_state {
        uint8_t *data;
        size_t size; /* 0: there is no such state */
};

/*
 * Takes the state out of @blob. @encrypted: somebody says that it is encrypted with the state's key, whatever the header says.
 * Unless it is SEAL_OK @out is empty.
 */
__attribute__((warn_unused_result)) enum seal_verdict
seal_open(struct seal_keys keys, struct wire_blob blob, bool encrypted, struct seal_state *out);

/* The same, but a blob that is not encrypted is refused if there is a key for the state. */
__attribute__((warn_unused_result)) enum seal_verdict
seal_open_strictly(struct seal_keys keys, struct wire_blob blob, struct seal_state *out);

/* How many bytes are at most around @size bytes of a state. */
#define SEAL_AROUND 256

/*
 * Writes @state, which is not empty, as it lies in a file or, if @migrated, as it migrates. Returns the size, or 0 if it does not
 * fit or the library fails.
 */
__attribute__((warn_unused_result)) size_t seal_write(struct seal_keys keys, struct wire_blob state,
                                                      bool migrated, uint8_t *out, size_t capacity);

void seal_wipe(struct seal_state *state);

/* What is the matter, for a log. */
const char *seal_problem(enum seal_verdict verdict);

#endif
