/*
 * lib/wire/swtpm_blob.h - a TPM's state as swtpm writes it into files and migrates it (swtpm, src/swtpm/swtpm_nvstore.c): a header of
 * 10 bytes, then records of u16 tag, u32 length; the state itself is libtpms'. Big-endian.
 *
 *   u8 version, u8 least version that a reader knows, u16 size of the header, u16 flags, u32 size of all
 *
 * A migrated state is a record of records. What is empty has neither: there is no such state. Who has keys reads with
 * swtpm_blob_header() and swtpm_blob_record().
 */
#ifndef LIB_WIRE_SWTPM_BLOB_H
#define LIB_WIRE_SWTPM_BLOB_H

#include "lib/base/bytes.h"
#include "lib/wire/manufacture.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SWTPM_BLOB_FRONT 22 /* the most bytes in front of libtpms' state in what is written here */

#define SWTPM_BLOB_RAW     1 /* the version whose content is the state at once */
#define SWTPM_BLOB_RECORDS 2

enum swtpm_blob_verdict {
        SWTPM_BLOB_OK,
        SWTPM_BLOB_DAMAGED,
        SWTPM_BLOB_ENCRYPTED, /* with a key that only swtpm has */
};

/* Tags of records (swtpm, src/swtpm/tlv.h). */
enum swtpm_blob_tag {
        SWTPM_TAG_DATA = 1,
        SWTPM_TAG_ENCRYPTED_DATA = 2,
        SWTPM_TAG_MAC = 3, /* of what is encrypted beside it, and of its IV */
        SWTPM_TAG_MIGRATION_DATA = 4,
        SWTPM_TAG_ENCRYPTED_MIGRATION_DATA = 5,
        SWTPM_TAG_IV = 6,
        SWTPM_TAG_MIGRATION_IV = 7,
};

enum swtpm_blob_flag {
        SWTPM_BLOB_STATE_KEY = 0x01,     /* the state is encrypted */
        SWTPM_BLOB_MIGRATION_KEY = 0x02, /* what migrates is */
        SWTPM_BLOB_MIGRATED = 0x04,
        SWTPM_BLOB_STATE_KEY_256 = 0x08,
        SWTPM_BLOB_MIGRATION_KEY_256 = 0x10,
};

/* A blob behind its header. */
struct swtpm_blob {
        uint8_t version; /* 0: there is no header, and all of it is the content */
        uint16_t flags;  /* enum swtpm_blob_flag */
        struct wire_blob content;
};

/* Reads the header. @out points into @blob. */
__attribute__((warn_unused_result)) enum swtpm_blob_verdict
swtpm_blob_header(struct wire_blob blob, struct swtpm_blob *out);

/*
 * The content of the first record of @tag in @records; others may stand around it. SWTPM_BLOB_DAMAGED if there is none, or one
 * before it is cut short.
 */
__attribute__((warn_unused_result)) enum swtpm_blob_verdict
swtpm_blob_record(struct wire_blob records, enum swtpm_blob_tag tag, struct wire_blob *out);

/*
 * Finds libtpms' state in @blob: behind swtpm's header, or all of it if there is none. @state points into
 * it, and is empty if there is no such state.
 */
__attribute__((warn_unused_result)) enum swtpm_blob_verdict
swtpm_blob_read(struct wire_blob blob, struct wire_blob *state);

/* Writes the header of a blob with records that is @size bytes long in all. */
void swtpm_blob_write_header(struct bytes_writer *out, uint16_t flags, size_t size);

/* Writes what is in front of a record's @size bytes. */
void swtpm_blob_write_record(struct bytes_writer *out, enum swtpm_blob_tag tag, size_t size);

/* Bytes of a header, and of what is in front of a record. */
#define SWTPM_BLOB_HEADER 10
#define SWTPM_BLOB_RECORD 6

/*
 * Writes what stands in front of a state of @size bytes, which is not 0, in a file or if @migrated in a
 * migration. Returns its size, at most SWTPM_BLOB_FRONT.
 */
size_t swtpm_blob_front(size_t size, bool migrated, uint8_t front[SWTPM_BLOB_FRONT]);

#endif
