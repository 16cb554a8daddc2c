/* services/vtpm/authority.c - see authority.h. */
#include "services/vtpm/authority.h"
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/entropy.h"

#include <string.h>

#define HELLO_ATTEMPTS     3
#define HELLO_MILLISECONDS 2000
#define REPLY_MILLISECONDS 5000

/* Who floods the channel, and perhaps stops the clock, ends a wait all the same. */
#define RECEIVE_MOST (32u * WIRE_FRAME_MAX)

static int without(const char *why)
{
        service_log("vtpm: %s", why);
        return -1;
}

static int send_frame(struct bytes_writer *out)
{
        size_t size = wire_end(out);

        return size == 0 || service_channel_write(out->data, size) ? -1 : 0;
}

static int send_hello(const struct authority *authority)
{
        uint8_t data[WIRE_HEADER_SIZE];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        wire_begin(&out, WIRE_HELLO, authority->session);
        return send_frame(&out);
}

/*
 * The next frame of that type and of our session. Returns 1, 0 if none came until @deadline or among the first RECEIVE_MOST
 * bytes, -1 without a channel.
 */
static int receive(struct authority *authority, enum wire_type type, uint64_t deadline,
                   struct wire_frame *frame)
{
        size_t left = RECEIVE_MOST;

        for (;;) {
                size_t room;
                uint8_t *place;
                long size;

                while (wire_stream_next(&authority->stream, frame)) {
                        if (frame->session == authority->session && frame->type == type)
                                return 1;
                        wire_stream_reject(&authority->stream);
                }
                if (left == 0 || service_milliseconds() >= deadline)
                        return 0;
                place = wire_stream_room(&authority->stream, &room);
                size = service_channel_read(place, room < left ? room : left, deadline);
                if (size <= 0)
                        return (int)size;
                wire_stream_added(&authority->stream, (size_t)size);
                left -= (size_t)size;
        }
}

static int take_ready(struct authority *authority, const struct wire_frame *frame)
{
        struct wire_ready ready;

        if (wire_read_ready(frame->payload, frame->size, &ready)) {
                wire_stream_reject(&authority->stream);
                return -1;
        }
        memcpy(authority->challenge, ready.challenge, sizeof(ready.challenge));
        service_log("vtpm: certificates come from %.*s", (int)ready.name.size,
                    (const char *)ready.name.data);
        wire_stream_accept(&authority->stream);
        return 0;
}

int authority_find(struct authority *authority)
{
        memset(authority, 0, sizeof(*authority));
        entropy_fill(&authority->session, sizeof(authority->session));
        for (unsigned int attempt = 0; attempt < HELLO_ATTEMPTS; attempt++) {
                uint64_t deadline = service_milliseconds() + HELLO_MILLISECONDS;
                struct wire_frame frame;
                int received;

                if (send_hello(authority))
                        return without("no certificates: there is no channel to a CA");
                do
                        received = receive(authority, WIRE_READY, deadline, &frame);
                while (received > 0 && take_ready(authority, &frame));
                if (received > 0)
                        return 0;
                if (received < 0)
                        return without("no certificates: the channel is closed");
                /* What looked like the start of a frame was none. */
                wire_stream_reject(&authority->stream);
        }
        return without("no certificates: nobody answers on the channel");
}

void authority_challenge(const struct authority *authority, struct wire_request *request)
{
        memcpy(request->challenge, authority->challenge, sizeof(request->challenge));
}

static int send_request(struct authority *authority, const struct wire_request *request)
{
        static uint8_t data[WIRE_FRAME_MAX];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        wire_begin(&out, WIRE_REQUEST, authority->session);
        wire_write_request(&out, request);
        return send_frame(&out);
}

static int refused(const struct wire_reply *reply)
{
        service_log("vtpm: the CA %s: %.*s",
                    reply->status == WIRE_STATUS_REFUSED ? "refuses" : "has failed",
                    (int)reply->text.size, (const char *)reply->text.data);
        return -1;
}

int authority_certify(struct authority *authority, const struct wire_request *request,
                      struct wire_reply *reply)
{
        uint64_t deadline = service_milliseconds() + REPLY_MILLISECONDS;
        struct wire_frame frame;
        int received;

        if (send_request(authority, request))
                return without("the request for certificates cannot be sent");
        received = receive(authority, WIRE_REPLY, deadline, &frame);
        if (received < 0)
                return without("the channel was closed before certificates came");
        if (received == 0)
                return without("no certificates came in time");
        if (wire_read_reply(frame.payload, frame.size, reply))
                return without("the CA's reply makes no sense");
        return reply->status == WIRE_STATUS_OK ? 0 : refused(reply);
}
