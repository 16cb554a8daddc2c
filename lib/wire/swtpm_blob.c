/* lib/wire/swtpm_blob.c - see swtpm_blob.h. */
#include "lib/wire/swtpm_blob.h"

#define LEAST_VERSION 1 /* that its reader has to know */

/* libtpms' own states have a magic number where the header would have its size. */
static bool has_header(struct wire_blob blob)
{
        return blob.size >= SWTPM_BLOB_HEADER && blob.data[2] == 0 &&
               blob.data[3] == SWTPM_BLOB_HEADER;
}

enum swtpm_blob_verdict swtpm_blob_header(struct wire_blob blob, struct swtpm_blob *out)
{
        struct bytes_reader in = bytes_reader(blob.data, blob.size);
        uint8_t least;

        *out = (struct swtpm_blob){ .content = blob };
        if (!has_header(blob))
                return SWTPM_BLOB_OK;
        out->version = bytes_read_u8(&in);
        least = bytes_read_u8(&in);
        bytes_read_be16(&in);
        out->flags = bytes_read_be16(&in);
        if (bytes_read_be32(&in) != blob.size || out->version == 0 || least > SWTPM_BLOB_RECORDS)
                return SWTPM_BLOB_DAMAGED;
        out->content =
                (struct wire_blob){ blob.data + SWTPM_BLOB_HEADER, blob.size - SWTPM_BLOB_HEADER };
        return SWTPM_BLOB_OK;
}

enum swtpm_blob_verdict swtpm_blob_record(struct wire_blob records, enum swtpm_blob_tag tag,
                                          struct wire_blob *out)
{
        struct bytes_reader in = bytes_reader(records.data, records.size);

        while (bytes_left(&in)) {
                uint16_t found = bytes_read_be16(&in);
                uint32_t size = bytes_read_be32(&in);
                const uint8_t *data = bytes_take(&in, size);

                if (in.failed)
                        return SWTPM_BLOB_DAMAGED;
                if (found == tag) {
                        *out = (struct wire_blob){ data, size };
                        return SWTPM_BLOB_OK;
                }
        }
        return SWTPM_BLOB_DAMAGED;
}

static enum swtpm_blob_verdict read_records(const struct swtpm_blob *blob, struct wire_blob *state)
{
        struct wire_blob records = blob->content;

        if ((blob->flags & SWTPM_BLOB_MIGRATED) &&
            swtpm_blob_record(records, SWTPM_TAG_MIGRATION_DATA, &records) != SWTPM_BLOB_OK)
                return SWTPM_BLOB_DAMAGED;
        return swtpm_blob_record(records, SWTPM_TAG_DATA, state);
}

enum swtpm_blob_verdict swtpm_blob_read(struct wire_blob blob, struct wire_blob *state)
{
        struct swtpm_blob read;

        if (swtpm_blob_header(blob, &read) != SWTPM_BLOB_OK)
                return SWTPM_BLOB_DAMAGED;
        *state = read.content;
        if (read.flags & (SWTPM_BLOB_STATE_KEY | SWTPM_BLOB_MIGRATION_KEY))
                return SWTPM_BLOB_ENCRYPTED;
        if (read.version < SWTPM_BLOB_RECORDS || state->size == 0)
                return SWTPM_BLOB_OK;
        return read_records(&read, state);
}

void swtpm_blob_write_header(struct bytes_writer *out, uint16_t flags, size_t size)
{
        bytes_write_u8(out, SWTPM_BLOB_RECORDS);
        bytes_write_u8(out, LEAST_VERSION);
        bytes_write_be16(out, SWTPM_BLOB_HEADER);
        bytes_write_be16(out, flags);
        bytes_write_be32(out, (uint32_t)size);
}

void swtpm_blob_write_record(struct bytes_writer *out, enum swtpm_blob_tag tag, size_t size)
{
        bytes_write_be16(out, (uint16_t)tag);
        bytes_write_be32(out, (uint32_t)size);
}

size_t swtpm_blob_front(size_t size, bool migrated, uint8_t front[SWTPM_BLOB_FRONT])
{
        size_t records = migrated ? 2 * SWTPM_BLOB_RECORD : SWTPM_BLOB_RECORD;
        struct bytes_writer out = bytes_writer(front, SWTPM_BLOB_FRONT);

        swtpm_blob_write_header(&out, migrated ? SWTPM_BLOB_MIGRATED : 0,
                                SWTPM_BLOB_HEADER + records + size);
        if (migrated)
                swtpm_blob_write_record(&out, SWTPM_TAG_MIGRATION_DATA, SWTPM_BLOB_RECORD + size);
        swtpm_blob_write_record(&out, SWTPM_TAG_DATA, size);
        return out.size;
}
