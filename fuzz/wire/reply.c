/*
 * fuzz/wire/reply.c - vtpmd's end, given anything: what is accepted is the same after being written
 * again, and text that would be logged is printable.
 */
#include "fuzz/wire/feed.h"
#include "lib/wire/manufacture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct wire_blob text)
{
        for (size_t i = 0; i < text.size; i++)
                if (text.data[i] < 0x20 || text.data[i] > 0x7e)
                        abort();
}

static void check_same(const struct wire_frame *frame, const struct bytes_writer *again)
{
        if (again->failed || again->size != frame->size ||
            memcmp(again->data, frame->payload, frame->size) != 0)
                abort();
}

static bool take_ready(const struct wire_frame *frame, struct bytes_writer *again)
{
        struct wire_ready ready;

        if (wire_read_ready(frame->payload, frame->size, &ready))
                return false;
        check_text(ready.name);
        wire_write_ready(again, &ready);
        check_same(frame, again);
        return true;
}

static bool take_reply(const struct wire_frame *frame, struct bytes_writer *again)
{
        struct wire_reply reply;

        if (wire_read_reply(frame->payload, frame->size, &reply))
                return false;
        check_text(reply.text);
        wire_write_reply(again, &reply);
        check_same(frame, again);
        return true;
}

static bool take(const struct wire_frame *frame)
{
        static uint8_t payload[WIRE_PAYLOAD_MAX];
        struct bytes_writer again = bytes_writer(payload, sizeof(payload));

        if (frame->type == WIRE_READY)
                return take_ready(frame, &again);
        return frame->type == WIRE_REPLY && take_reply(frame, &again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        wire_feed(data, size, take);
        return 0;
}
