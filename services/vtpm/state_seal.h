/*
 * services/vtpm/state_seal.h - the file that keeps a TPM (state_file.h) where there is a key for it (state_keys.h): version 2. The
 * bytes of each blob are encrypted and authenticated as swtpm does it (seal.h). Behind the last one stands an HMAC-SHA256 of all
 * before it, so that nobody can put blobs of different times, or of two TPMs, together. Names and sizes can be read by anybody.
 */
#ifndef SERVICES_VTPM_STATE_SEAL_H
#define SERVICES_VTPM_STATE_SEAL_H

#include "lib/base/bytes.h"
#include "lib/wire/manufacture.h"

/* The version in which a file is written: 1 in the clear, 2 with a key. */
uint32_t state_seal_version(void);

/* Writes u32 size and the bytes of a blob as they are kept. The writer fails if the library does. */
void state_seal_write(struct bytes_writer *out, struct wire_blob blob);

/* Ends what has been written since the start of @out. */
void state_seal_end(struct bytes_writer *out);

/*
 * Whether the file of @version in *@size bytes at @data is one that our keys, or none, are for: then *@size is without what ends it,
 * and NULL is returned; else why not, for a log. A file in the clear is refused if there is a key: anybody could have made it.
 */
__attribute__((warn_unused_result)) const char *state_seal_check(uint32_t version,
                                                                 const uint8_t *data, size_t *size);

/* Stores a blob as it was kept in a file that was checked. Returns 0 or -1. */
__attribute__((warn_unused_result)) int state_seal_store(uint32_t version, const char *name,
                                                         struct wire_blob blob);

#endif
