/*
 * lib/wire/frame.h - messages on a byte stream that has no connections.
 *
 * The channel between a service and the outside is a UART or something like it: nobody says when
 * the other side comes or goes, and after a reboot the first bytes may be the end of an old
 * message. So each frame starts with a magic number, a receiver looks for it, and both sides name
 * the session: a random number that the service chooses at each boot. Everything is big-endian, as
 * in TPM structures. docs/manufacturing.md is the page for people.
 */
#ifndef LIB_WIRE_FRAME_H
#define LIB_WIRE_FRAME_H

#include "lib/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_MAGIC       UINT32_C(0x4353574d) /* "CSWM" */
#define WIRE_VERSION     2
#define WIRE_HEADER_SIZE 20 /* u32 magic, u16 version, u16 type, u64 session, u32 payload length */
#define WIRE_PAYLOAD_MAX 32768
#define WIRE_FRAME_MAX   (WIRE_HEADER_SIZE + WIRE_PAYLOAD_MAX)

enum wire_type {
        WIRE_HELLO = 1,   /* service: is somebody there? No payload */
        WIRE_READY = 2,   /* CA: yes; struct wire_ready */
        WIRE_REQUEST = 3, /* service: certify these keys; struct wire_request */
        WIRE_REPLY = 4,   /* CA: certificates, or why not; struct wire_reply */
};

/* One frame in a stream's buffer; @payload is valid until the stream is touched again. */
struct wire_frame {
        uint16_t type; /* enum wire_type, not checked */
        uint64_t session;
        const uint8_t *payload;
        size_t size; /* bytes of payload, <= WIRE_PAYLOAD_MAX */
};

/*
 * What has arrived and is not used up. All zeros is an empty stream. What is dropped stays where it is until as much is as a
 * frame may have; then the rest is moved to the start. So each byte that arrives is moved once at most, whatever they are.
 */
struct wire_stream {
        uint8_t data[2 * WIRE_FRAME_MAX];
        size_t start; /* of what is not used up, <= WIRE_FRAME_MAX when room is given */
        size_t size;  /* of all in data */
};

/*
 * Starts a frame in @out and leaves the place of its length open; after the payload has been
 * written wire_end() fills it in and returns the frame's size in bytes, or 0 if it did not fit or
 * the payload is too long. @out starts with the frame.
 */
void wire_begin(struct bytes_writer *out, enum wire_type type, uint64_t session);
__attribute__((warn_unused_result)) size_t wire_end(struct bytes_writer *out);

/*
 * Where bytes that arrive may be put, and how many; never 0 after wire_stream_next() returned
 * false.
 */
uint8_t *wire_stream_room(struct wire_stream *stream, size_t *room);
void wire_stream_added(struct wire_stream *stream, size_t size);

/*
 * Drops what cannot be the start of a frame and returns true if a whole frame is there. It stays
 * first until one of the next two functions is called.
 */
__attribute__((warn_unused_result)) bool wire_stream_next(struct wire_stream *stream,
                                                          struct wire_frame *frame);

/* The first frame has been understood: drops it. Does nothing if there is none. */
void wire_stream_accept(struct wire_stream *stream);

/*
 * The first frame makes no sense, or its rest does not come: drops its magic number only, since the
 * frame that the other side means may start inside of it.
 */
void wire_stream_reject(struct wire_stream *stream);

/* Bytes that wait for the rest of a frame. */
static inline size_t wire_stream_pending(const struct wire_stream *stream)
{
        return stream->size - stream->start;
}

#endif
