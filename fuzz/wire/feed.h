/*
 * fuzz/wire/feed.h - a byte stream in pieces, as the manufacture's channel gives it: the first byte
 * of the input says how large the pieces are.
 */
#ifndef FUZZ_WIRE_FEED_H
#define FUZZ_WIRE_FEED_H

#include <stdlib.h>
#include <string.h>

#include "lib/wire/frame.h"

/* What a frame is to its receiver; returns whether it made sense. */
typedef bool (*wire_feed_take)(const struct wire_frame *frame);

static inline void wire_feed_frames(struct wire_stream *stream, wire_feed_take take)
{
        struct wire_frame frame;

        while (wire_stream_next(stream, &frame)) {
                if (frame.size > WIRE_PAYLOAD_MAX)
                        abort();
                if (take(&frame))
                        wire_stream_accept(stream);
                else
                        wire_stream_reject(stream);
        }
}

static inline void wire_feed(const uint8_t *data, size_t size, wire_feed_take take)
{
        static struct wire_stream stream;
        size_t piece = size ? (size_t)data[0] * 16 + 1 : 1;

        memset(&stream, 0, sizeof(stream));
        for (size_t offset = 1; offset < size;) {
                size_t room;
                uint8_t *place = wire_stream_room(&stream, &room);
                size_t now = size - offset < piece ? size - offset : piece;

                if (room == 0)
                        abort(); /* the receiver would wait for ever */
                if (now > room)
                        now = room;
                memcpy(place, data + offset, now);
                wire_stream_added(&stream, now);
                offset += now;
                wire_feed_frames(&stream, take);
        }
        /* Nothing more comes: half frames are given up, one after the other. */
        while (wire_stream_pending(&stream)) {
                wire_stream_reject(&stream);
                wire_feed_frames(&stream, take);
        }
}

#endif
