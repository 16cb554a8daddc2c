/*
 * tests/proof/readers/frame.c - a stream with any bytes in it, and frames of up to 8 bytes of payload: a frame that is found lies in
 * the stream, there is room for more while there is none, and what is dropped was there.
 */
#include "lib/wire/frame.h"
#undef WIRE_PAYLOAD_MAX
#define WIRE_PAYLOAD_MAX 8
#include "lib/wire/frame.c"
#include "tests/proof/readers/any.h"

struct wire_stream nondet_stream(void);

int main(void)
{
        struct wire_stream stream = nondet_stream();
        struct wire_frame frame;
        size_t before;
        size_t room;

        __CPROVER_assume(stream.size <= sizeof(stream.data));
        if (!wire_stream_next(&stream, &frame)) {
                __CPROVER_assert(wire_stream_room(&stream, &room) == stream.data + stream.size,
                                 "more is put behind the rest");
                __CPROVER_assert(room != 0 && room == sizeof(stream.data) - stream.size,
                                 "there is room for more");
                return 0;
        }
        __CPROVER_assert(stream.size <= sizeof(stream.data) && frame.size <= WIRE_PAYLOAD_MAX &&
                                 frame.payload == stream.data + WIRE_HEADER_SIZE &&
                                 frame.size <= stream.size - WIRE_HEADER_SIZE,
                         "the frame lies in the stream");
        before = stream.size;
        if (nondet_bool()) {
                wire_stream_accept(&stream);
                __CPROVER_assert(stream.size == before - WIRE_HEADER_SIZE - frame.size,
                                 "the frame is gone");
        } else {
                wire_stream_reject(&stream);
                __CPROVER_assert(stream.size == before - 1, "its first byte is gone");
        }
        return 0;
}
