/*
 * tests/proof/readers/bytes.c - the reader and the writer of lib/base/bytes.c, in any state that one can be in, over any bytes:
 * one operation stays inside, leaves such a state, and a reader or writer that has failed stays so.
 */
#include "lib/base/bytes.h"
#include "tests/proof/readers/any.h"

#define PIECE 16 /* bytes of the longest piece that is copied */
#define WHOLE 24 /* bytes of the most that numbers are read from and pieces written to */

static bool reader_is_valid(const struct bytes_reader *reader)
{
        return reader->offset <= reader->size;
}

static bool writer_is_valid(const struct bytes_writer *writer)
{
        return writer->size <= writer->capacity;
}

static struct bytes_reader any_reader(size_t most)
{
        struct bytes_reader reader = { .size = nondet_size(),
                                       .offset = nondet_size(),
                                       .failed = nondet_bool() };

        __CPROVER_assume(reader.size <= most && reader_is_valid(&reader));
        reader.data = any_bytes(reader.size);
        return reader;
}

static struct bytes_writer any_writer(size_t most)
{
        struct bytes_writer writer = { .capacity = nondet_size(),
                                       .size = nondet_size(),
                                       .failed = nondet_bool() };

        __CPROVER_assume(writer.capacity <= most && writer_is_valid(&writer));
        writer.data = any_bytes(writer.capacity);
        return writer;
}

static void prove_take(void)
{
        struct bytes_reader reader = any_reader(PTRDIFF_MAX >> 16);
        const struct bytes_reader before = reader;
        const size_t size = nondet_size();
        const uint8_t *taken = bytes_take(&reader, size);

        __CPROVER_assert(reader_is_valid(&reader), "take: the reader stays valid");
        __CPROVER_assert((taken == NULL) == reader.failed, "take: nothing, and it has failed");
        __CPROVER_assert(!before.failed || reader.failed, "take: what has failed stays so");
        if (!taken)
                return;
        __CPROVER_assert(is_inside(reader.data, reader.size, taken, size), "take: inside");
        __CPROVER_assert(taken == before.data + before.offset &&
                                 reader.offset == before.offset + size,
                         "take: the next bytes");
}

static void prove_read(void)
{
        struct bytes_reader reader = any_reader(PTRDIFF_MAX >> 16);
        const struct bytes_reader before = reader;
        const size_t size = nondet_size();
        const size_t i = nondet_size();
        uint8_t out[PIECE];

        __CPROVER_assume(size <= sizeof(out) && i < size);
        bytes_read(&reader, out, size);
        __CPROVER_assert(out[i] == (reader.failed ? 0 : before.data[before.offset + i]),
                         "read: the next bytes, or zeros");
}

static void prove_seek(void)
{
        struct bytes_reader reader = any_reader(PTRDIFF_MAX >> 16);
        const bool failed = reader.failed;
        const size_t offset = nondet_size();

        bytes_seek(&reader, offset);
        __CPROVER_assert(reader_is_valid(&reader), "seek: the reader stays valid");
        __CPROVER_assert(!failed || reader.failed, "seek: what has failed stays so");
        __CPROVER_assert(reader.failed || reader.offset == offset, "seek: it is there");
}

static void prove_numbers(void)
{
        struct bytes_reader reader = any_reader(WHOLE);
        struct bytes_reader again = reader;
        const uint64_t little = bytes_read_le64(&reader);
        const uint64_t big = bytes_read_be64(&again);

        __CPROVER_assert(reader.failed == again.failed, "numbers: both orders are as long");
        __CPROVER_assert(little == __builtin_bswap64(big), "numbers: one is the other turned");
        __CPROVER_assert(!reader.failed || little == 0, "numbers: 0 if there is none");
        (void)bytes_read_u8(&reader);
        (void)bytes_read_le16(&reader);
        (void)bytes_read_be16(&reader);
        (void)bytes_read_le32(&reader);
        (void)bytes_read_be32(&reader);
        __CPROVER_assert(reader_is_valid(&reader), "numbers: the reader stays valid");
}

static void prove_write(void)
{
        struct bytes_writer writer = any_writer(WHOLE);
        const struct bytes_writer before = writer;
        const size_t size = nondet_size();
        const uint8_t data[PIECE];

        __CPROVER_assume(size <= sizeof(data));
        if (nondet_bool())
                bytes_write(&writer, data, size);
        else
                bytes_write_zero(&writer, size);
        __CPROVER_assert(writer_is_valid(&writer), "write: the writer stays valid");
        __CPROVER_assert(!before.failed || writer.failed, "write: what has failed stays so");
        __CPROVER_assert(writer.size == before.size + (writer.failed ? 0 : size),
                         "write: all of it or nothing");
        bytes_write_u8(&writer, nondet_u8());
        bytes_write_le16(&writer, nondet_u16());
        bytes_write_be16(&writer, nondet_u16());
        bytes_write_le32(&writer, nondet_u32());
        bytes_write_be32(&writer, nondet_u32());
        bytes_write_le64(&writer, nondet_u64());
        bytes_write_be64(&writer, nondet_u64());
        __CPROVER_assert(writer_is_valid(&writer), "write: the writer stays valid");
}

int main(void)
{
        prove_take();
        prove_read();
        prove_seek();
        prove_numbers();
        prove_write();
        return 0;
}
