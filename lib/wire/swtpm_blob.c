/* lib/wire/swtpm_blob.c - see swtpm_blob.h. */
#include "lib/wire/swtpm_blob.h"
#include "lib/base/bytes.h"

#define HEADER_SIZE 10
#define RECORD_SIZE 6 /* its tag and length */

#define VERSION_RAW     1 /* the state follows the header at once */
#define VERSION_RECORDS 2

enum tag {
        TAG_DATA = 1,
        TAG_MIGRATION_DATA = 4,
};

enum flag {
        FLAG_ENCRYPTED = 0x01,
        FLAG_MIGRATION_ENCRYPTED = 0x02,
        FLAG_MIGRATION_DATA = 0x04,
};

/* libtpms' own states have a magic number where the header would have its size. */
static bool has_header(struct wire_blob blob)
{
        return blob.size >= HEADER_SIZE && blob.data[2] == 0 && blob.data[3] == HEADER_SIZE;
}

/* The content of the first record of that tag; records that nobody asks for may stand around it. */
static enum swtpm_blob_verdict find_record(struct wire_blob *blob, uint16_t tag)
{
        struct bytes_reader in = bytes_reader(blob->data, blob->size);

        while (bytes_left(&in)) {
                uint16_t found = bytes_read_be16(&in);
                uint32_t size = bytes_read_be32(&in);
                const uint8_t *data = bytes_take(&in, size);

                if (in.failed)
                        return SWTPM_BLOB_DAMAGED;
                if (found == tag) {
                        *blob = (struct wire_blob){ data, size };
                        return SWTPM_BLOB_OK;
                }
        }
        return SWTPM_BLOB_DAMAGED;
}

static enum swtpm_blob_verdict read_records(struct wire_blob *state, uint16_t flags)
{
        if ((flags & FLAG_MIGRATION_DATA) &&
            find_record(state, TAG_MIGRATION_DATA) != SWTPM_BLOB_OK)
                return SWTPM_BLOB_DAMAGED;
        return find_record(state, TAG_DATA);
}

enum swtpm_blob_verdict swtpm_blob_read(struct wire_blob blob, struct wire_blob *state)
{
        struct bytes_reader in = bytes_reader(blob.data, blob.size);
        uint8_t version;
        uint8_t least;
        uint16_t flags;

        *state = blob;
        if (!has_header(blob))
                return SWTPM_BLOB_OK;
        version = bytes_read_u8(&in);
        least = bytes_read_u8(&in);
        bytes_read_be16(&in);
        flags = bytes_read_be16(&in);
        if (bytes_read_be32(&in) != blob.size || version == 0 || least > VERSION_RECORDS)
                return SWTPM_BLOB_DAMAGED;
        *state = (struct wire_blob){ blob.data + HEADER_SIZE, blob.size - HEADER_SIZE };
        if (flags & (FLAG_ENCRYPTED | FLAG_MIGRATION_ENCRYPTED))
                return SWTPM_BLOB_ENCRYPTED;
        if (version == VERSION_RAW || state->size == 0)
                return SWTPM_BLOB_OK;
        return read_records(state, flags);
}

static void write_record(struct bytes_writer *out, uint16_t tag, size_t size)
{
        bytes_write_be16(out, tag);
        bytes_write_be32(out, (uint32_t)size);
}

size_t swtpm_blob_front(size_t size, bool migrated, uint8_t front[SWTPM_BLOB_FRONT])
{
        size_t records = migrated ? 2 * RECORD_SIZE : RECORD_SIZE;
        struct bytes_writer out = bytes_writer(front, SWTPM_BLOB_FRONT);

        bytes_write_u8(&out, VERSION_RECORDS);
        bytes_write_u8(&out, VERSION_RAW);
        bytes_write_be16(&out, HEADER_SIZE);
        bytes_write_be16(&out, migrated ? FLAG_MIGRATION_DATA : 0);
        bytes_write_be32(&out, (uint32_t)(HEADER_SIZE + records + size));
        if (migrated)
                write_record(&out, TAG_MIGRATION_DATA, RECORD_SIZE + size);
        write_record(&out, TAG_DATA, size);
        return out.size;
}
