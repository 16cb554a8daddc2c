/*
 * tests/proof/readers/abstract_bytes.c - the reader of lib/base/bytes.h by what it promises, which the proof `bytes` is of.
 *
 * The position is the real one's. The bytes are not: a piece is an object of its own, so that a byte read beside it is found, and
 * holds anything. So the input may be of any size, and more inputs are looked at than there are.
 */
#include "lib/base/bytes.h"
#include "lib/base/memory.h"
#include "tests/proof/readers/any.h"

static bool forward(struct bytes_reader *reader, size_t size)
{
        __CPROVER_assert(reader->offset <= reader->size, "the reader is valid");
        if (size > bytes_left(reader))
                reader->failed = true;
        if (reader->failed)
                return false;
        reader->offset += size;
        return true;
}

const uint8_t *bytes_take(struct bytes_reader *reader, size_t size)
{
        return forward(reader, size) ? any_bytes(size) : NULL;
}

void bytes_read(struct bytes_reader *reader, void *out, size_t size)
{
        __CPROVER_assert(__CPROVER_w_ok(out, size), "bytes_read: all bytes may be written");
        if (forward(reader, size))
                __CPROVER_havoc_slice(out, size);
        else
                memset(out, 0, size);
}

void bytes_seek(struct bytes_reader *reader, size_t offset)
{
        if (offset > reader->size)
                reader->failed = true;
        else
                reader->offset = offset;
}

uint8_t bytes_read_u8(struct bytes_reader *reader)
{
        return forward(reader, 1) ? nondet_u8() : 0;
}

uint16_t bytes_read_le16(struct bytes_reader *reader)
{
        return forward(reader, 2) ? nondet_u16() : 0;
}

uint32_t bytes_read_le32(struct bytes_reader *reader)
{
        return forward(reader, 4) ? nondet_u32() : 0;
}

uint64_t bytes_read_le64(struct bytes_reader *reader)
{
        return forward(reader, 8) ? nondet_u64() : 0;
}

uint16_t bytes_read_be16(struct bytes_reader *reader)
{
        return bytes_read_le16(reader);
}

uint32_t bytes_read_be32(struct bytes_reader *reader)
{
        return bytes_read_le32(reader);
}

uint64_t bytes_read_be64(struct bytes_reader *reader)
{
        return bytes_read_le64(reader);
}
