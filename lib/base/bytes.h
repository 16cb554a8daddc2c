/*
 * lib/base/bytes.h - a reader and a writer that cannot run past their end.
 *
 * Both are sticky: after the first failure every further operation does nothing and reads give zero, so
 * a parser may read a whole structure and check once. `failed` is the only error state.
 */
#ifndef LIB_BASE_BYTES_H
#define LIB_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads @data from its start to its end; made by bytes_reader(). */
struct bytes_reader {
        const uint8_t *data;
        size_t size;   /* bytes in data */
        size_t offset; /* of the next byte, <= size */
        bool failed;   /* something was asked for that is not there */
};

/* Fills @data from its start; made by bytes_writer(). What was written is the first @size bytes. */
struct bytes_writer {
        uint8_t *data;
        size_t capacity; /* bytes in data */
        size_t size;     /* bytes written, <= capacity */
        bool failed;     /* something did not fit */
};

/* Of @size bytes at @data, which stay the caller's. */
static inline struct bytes_reader bytes_reader(const void *data, size_t size)
{
        return (struct bytes_reader){ .data = data, .size = size };
}

/* Into @capacity bytes at @data, which stay the caller's. */
static inline struct bytes_writer bytes_writer(void *data, size_t capacity)
{
        return (struct bytes_writer){ .data = data, .capacity = capacity };
}

/* Bytes behind the next one; 0 after a failure. */
static inline size_t bytes_left(const struct bytes_reader *reader)
{
        return reader->failed ? 0 : reader->size - reader->offset;
}

/* The next @size bytes in place, or NULL (and the reader has failed). */
const uint8_t *bytes_take(struct bytes_reader *reader, size_t size);

/* Copies the next @size bytes to @out; zeroes @out if they are not there. */
void bytes_read(struct bytes_reader *reader, void *out, size_t size);

/* Goes on at @offset from the start; beyond the end is a failure. */
void bytes_seek(struct bytes_reader *reader, size_t offset);

/* Unsigned integers of 1, 2, 4 and 8 bytes; le is little-endian, be is big-endian (TPM structures). */
uint8_t bytes_read_u8(struct bytes_reader *reader);
uint16_t bytes_read_le16(struct bytes_reader *reader);
uint32_t bytes_read_le32(struct bytes_reader *reader);
uint64_t bytes_read_le64(struct bytes_reader *reader);
uint16_t bytes_read_be16(struct bytes_reader *reader);
uint32_t bytes_read_be32(struct bytes_reader *reader);
uint64_t bytes_read_be64(struct bytes_reader *reader);

/* Appends; what does not fit is not written at all and the writer has failed. */
void bytes_write(struct bytes_writer *writer, const void *data, size_t size);
void bytes_write_zero(struct bytes_writer *writer, size_t size);
void bytes_write_u8(struct bytes_writer *writer, uint8_t value);
void bytes_write_le16(struct bytes_writer *writer, uint16_t value);
void bytes_write_le32(struct bytes_writer *writer, uint32_t value);
void bytes_write_le64(struct bytes_writer *writer, uint64_t value);
void bytes_write_be16(struct bytes_writer *writer, uint16_t value);
void bytes_write_be32(struct bytes_writer *writer, uint32_t value);
void bytes_write_be64(struct bytes_writer *writer, uint64_t value);

#endif
