/* lib/base/bytes.c - see bytes.h. Everything goes through bytes_take() and reserve(). */
#include "lib/base/bytes.h"
#include "lib/base/memory.h"

const uint8_t *bytes_take(struct bytes_reader *reader, size_t size)
{
        const uint8_t *data;

        if (size > bytes_left(reader)) {
                reader->failed = true;
                return NULL;
        }
        data = reader->data + reader->offset;
        reader->offset += size;
        return reader->failed ? NULL : data;
}

void bytes_read(struct bytes_reader *reader, void *out, size_t size)
{
        const uint8_t *data = bytes_take(reader, size);

        if (data)
                memcpy(out, data, size);
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

static uint64_t read_little(struct bytes_reader *reader, unsigned int size)
{
        const uint8_t *data = bytes_take(reader, size);
        uint64_t value = 0;

        for (unsigned int i = 0; data && i < size; i++)
                value |= (uint64_t)data[i] << (8 * i);
        return value;
}

static uint64_t read_big(struct bytes_reader *reader, unsigned int size)
{
        const uint8_t *data = bytes_take(reader, size);
        uint64_t value = 0;

        for (unsigned int i = 0; data && i < size; i++)
                value = value << 8 | data[i];
        return value;
}

uint8_t bytes_read_u8(struct bytes_reader *reader)
{
        return (uint8_t)read_little(reader, 1);
}

uint16_t bytes_read_le16(struct bytes_reader *reader)
{
        return (uint16_t)read_little(reader, 2);
}

uint32_t bytes_read_le32(struct bytes_reader *reader)
{
        return (uint32_t)read_little(reader, 4);
}

uint64_t bytes_read_le64(struct bytes_reader *reader)
{
        return read_little(reader, 8);
}

uint16_t bytes_read_be16(struct bytes_reader *reader)
{
        return (uint16_t)read_big(reader, 2);
}

uint32_t bytes_read_be32(struct bytes_reader *reader)
{
        return (uint32_t)read_big(reader, 4);
}

uint64_t bytes_read_be64(struct bytes_reader *reader)
{
        return read_big(reader, 8);
}

/* The one place that writes: room for @size bytes, or NULL and the writer has failed. */
static uint8_t *reserve(struct bytes_writer *writer, size_t size)
{
        uint8_t *place;

        if (writer->failed || size > writer->capacity - writer->size) {
                writer->failed = true;
                return NULL;
        }
        place = writer->data + writer->size;
        writer->size += size;
        return place;
}

void bytes_write(struct bytes_writer *writer, const void *data, size_t size)
{
        uint8_t *place = reserve(writer, size);

        if (place && size)
                memcpy(place, data, size);
}

void bytes_write_zero(struct bytes_writer *writer, size_t size)
{
        uint8_t *place = reserve(writer, size);

        if (place && size)
                memset(place, 0, size);
}

static void write_little(struct bytes_writer *writer, uint64_t value, unsigned int size)
{
        uint8_t *place = reserve(writer, size);

        for (unsigned int i = 0; place && i < size; i++)
                place[i] = (uint8_t)(value >> (8 * i));
}

static void write_big(struct bytes_writer *writer, uint64_t value, unsigned int size)
{
        uint8_t *place = reserve(writer, size);

        for (unsigned int i = 0; place && i < size; i++)
                place[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

void bytes_write_u8(struct bytes_writer *writer, uint8_t value)
{
        write_little(writer, value, 1);
}

void bytes_write_le16(struct bytes_writer *writer, uint16_t value)
{
        write_little(writer, value, 2);
}

void bytes_write_le32(struct bytes_writer *writer, uint32_t value)
{
        write_little(writer, value, 4);
}

void bytes_write_le64(struct bytes_writer *writer, uint64_t value)
{
        write_little(writer, value, 8);
}

void bytes_write_be16(struct bytes_writer *writer, uint16_t value)
{
        write_big(writer, value, 2);
}

void bytes_write_be32(struct bytes_writer *writer, uint32_t value)
{
        write_big(writer, value, 4);
}

void bytes_write_be64(struct bytes_writer *writer, uint64_t value)
{
        write_big(writer, value, 8);
}
