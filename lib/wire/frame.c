/*
 * lib/wire/frame.c - see frame.h. Big-endian, as TPM structures are.
 */
#include "lib/base/memory.h"
#include "lib/wire/frame.h"

#define LENGTH_OFFSET 16

void wire_begin(struct bytes_writer *out, enum wire_type type, uint64_t session)
{
        bytes_write_be32(out, WIRE_MAGIC);
        bytes_write_be16(out, WIRE_VERSION);
        bytes_write_be16(out, (uint16_t)type);
        bytes_write_be64(out, session);
        bytes_write_be32(out, 0);
}

size_t wire_end(struct bytes_writer *out)
{
        struct bytes_writer length;

        if (out->failed || out->size < WIRE_HEADER_SIZE || out->size > WIRE_FRAME_MAX)
                return 0;
        length = bytes_writer(out->data + LENGTH_OFFSET, sizeof(uint32_t));
        bytes_write_be32(&length, (uint32_t)(out->size - WIRE_HEADER_SIZE));
        return out->size;
}

static void move_to_start(struct wire_stream *stream)
{
        stream->size -= stream->start;
        memmove(stream->data, stream->data + stream->start, stream->size);
        stream->start = 0;
}

uint8_t *wire_stream_room(struct wire_stream *stream, size_t *room)
{
        if (stream->start >= WIRE_FRAME_MAX)
                move_to_start(stream);
        *room = sizeof(stream->data) - stream->size;
        return stream->data + stream->size;
}

void wire_stream_added(struct wire_stream *stream, size_t size)
{
        stream->size += size;
}

static const uint8_t *pending(const struct wire_stream *stream)
{
        return stream->data + stream->start;
}

/* True if the first bytes are the magic number, or as much of it as has arrived. */
static bool may_start_here(const struct wire_stream *stream)
{
        static const uint8_t magic[] = { 'C', 'S', 'W', 'M' };
        size_t there = wire_stream_pending(stream);

        return memcmp(pending(stream), magic, there < sizeof(magic) ? there : sizeof(magic)) == 0;
}

static void find_magic(struct wire_stream *stream)
{
        while (wire_stream_pending(stream) && !may_start_here(stream))
                stream->start++;
}

/* Reads the header at the start of the buffer; false if it is not one. */
static bool read_header(const struct wire_stream *stream, struct wire_frame *frame)
{
        struct bytes_reader in = bytes_reader(pending(stream), WIRE_HEADER_SIZE);
        uint32_t magic = bytes_read_be32(&in);
        uint16_t version = bytes_read_be16(&in);

        frame->type = bytes_read_be16(&in);
        frame->session = bytes_read_be64(&in);
        frame->size = bytes_read_be32(&in);
        frame->payload = pending(stream) + WIRE_HEADER_SIZE;
        return magic == WIRE_MAGIC && version == WIRE_VERSION && frame->size <= WIRE_PAYLOAD_MAX;
}

bool wire_stream_next(struct wire_stream *stream, struct wire_frame *frame)
{
        for (;;) {
                find_magic(stream);
                if (wire_stream_pending(stream) < WIRE_HEADER_SIZE)
                        return false;
                if (read_header(stream, frame))
                        return wire_stream_pending(stream) - WIRE_HEADER_SIZE >= frame->size;
                stream->start++;
        }
}

void wire_stream_accept(struct wire_stream *stream)
{
        struct wire_frame frame;

        if (wire_stream_next(stream, &frame))
                stream->start += WIRE_HEADER_SIZE + frame.size;
}

void wire_stream_reject(struct wire_stream *stream)
{
        if (wire_stream_pending(stream))
                stream->start++;
}
