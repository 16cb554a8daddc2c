/*
 * services/vtpm/state_keys.h - the keys with which states are encrypted. They come as a file, which on plain Linux is a pipe: so
 * many times u8 size (0, 16 or 32) and the key, in the order of struct state_keys. They are in no argument and in no log.
 */
#ifndef SERVICES_VTPM_STATE_KEYS_H
#define SERVICES_VTPM_STATE_KEYS_H

#include "services/vtpm/cipher.h"

struct state_keys {
        struct cipher_key state;     /* of the file that keeps the TPM */
        struct cipher_key migration; /* of what migrates, besides */
        struct cipher_key
                directory; /* of swtpm's directory, from which the TPM comes or to which it goes */
};

/* Returns 0, or -1 with a log line. Before it there are no keys. */
__attribute__((warn_unused_result)) int state_keys_read(const char *path);

const struct state_keys *state_keys(void);

/* Wipes them. */
void state_keys_forget(void);

#endif
