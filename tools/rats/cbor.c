/* tools/rats/cbor.c - see cbor.h. */
#include "tools/rats/cbor.h"

#include <string.h>

/* Major types (RFC 8949, section 3.1). */
enum major {
        UNSIGNED = 0,
        NEGATIVE = 1,
        BYTE_STRING = 2,
        TEXT_STRING = 3,
        ARRAY = 4,
        MAP = 5,
        TAG = 6,
        SIMPLE = 7,
};

#define SIMPLE_FALSE 20 /* and true behind it (section 3.3) */

static void write_head(struct bytes_writer *out, enum major major, uint64_t value)
{
        uint8_t type = (uint8_t)((unsigned int)major << 5);

        if (value < 24) {
                bytes_write_u8(out, type | (uint8_t)value);
        } else if (value <= UINT8_MAX) {
                bytes_write_u8(out, type | 24);
                bytes_write_u8(out, (uint8_t)value);
        } else if (value <= UINT16_MAX) {
                bytes_write_u8(out, type | 25);
                bytes_write_be16(out, (uint16_t)value);
        } else if (value <= UINT32_MAX) {
                bytes_write_u8(out, type | 26);
                bytes_write_be32(out, (uint32_t)value);
        } else {
                bytes_write_u8(out, type | 27);
                bytes_write_be64(out, value);
        }
}

void cbor_number(struct bytes_writer *out, uint64_t value)
{
        write_head(out, UNSIGNED, value);
}

/* Of -1 and what is below it counts how far below. */
void cbor_integer(struct bytes_writer *out, int64_t value)
{
        if (value < 0)
                write_head(out, NEGATIVE, (uint64_t)(-1 - value));
        else
                write_head(out, UNSIGNED, (uint64_t)value);
}

void cbor_bool(struct bytes_writer *out, bool value)
{
        write_head(out, SIMPLE, SIMPLE_FALSE + value);
}

void cbor_bytes(struct bytes_writer *out, const void *data, size_t size)
{
        write_head(out, BYTE_STRING, size);
        bytes_write(out, data, size);
}

void cbor_text(struct bytes_writer *out, const char *text)
{
        write_head(out, TEXT_STRING, strlen(text));
        bytes_write(out, text, strlen(text));
}

void cbor_array(struct bytes_writer *out, uint64_t count)
{
        write_head(out, ARRAY, count);
}

void cbor_map(struct bytes_writer *out, uint64_t count)
{
        write_head(out, MAP, count);
}

void cbor_tag(struct bytes_writer *out, uint64_t tag)
{
        write_head(out, TAG, tag);
}
