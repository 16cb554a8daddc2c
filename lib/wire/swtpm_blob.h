/*
 * lib/wire/swtpm_blob.h - a TPM's state as swtpm writes it into files and migrates it (swtpm, src/swtpm/swtpm_nvstore.c): a header of
 * 10 bytes, then records of u16 tag, u32 length; the state itself is libtpms'. Big-endian.
 *
 *   u8 version, u8 least version that a reader knows, u16 size of the header, u16 flags, u32 size of all
 *
 * A migrated state is a record of records. What is empty has neither: there is no such state.
 */
#ifndef LIB_WIRE_SWTPM_BLOB_H
#define LIB_WIRE_SWTPM_BLOB_H

#include "lib/wire/manufacture.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SWTPM_BLOB_FRONT 22 /* the most bytes in front of libtpms' state in what is written here */

enum swtpm_blob_verdict {
        SWTPM_BLOB_OK,
        SWTPM_BLOB_DAMAGED,
        SWTPM_BLOB_ENCRYPTED, /* with a key that only swtpm has */
};

/*
 * Finds libtpms' state in @blob: behind swtpm's header, or all of it if there is none. @state points into
 * it, and is empty if there is no such state.
 */
__attribute__((warn_unused_result)) enum swtpm_blob_verdict
swtpm_blob_read(struct wire_blob blob, struct wire_blob *state);

/*
 * Writes what stands in front of a state of @size bytes, which is not 0, in a file or if @migrated in a
 * migration. Returns its size, at most SWTPM_BLOB_FRONT.
 */
size_t swtpm_blob_front(size_t size, bool migrated, uint8_t front[SWTPM_BLOB_FRONT]);

#endif
