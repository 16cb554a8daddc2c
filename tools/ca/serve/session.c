/*
 * tools/ca/serve/session.c - see session.h: lib/wire/manufacture.h from the CA's side. The
 * challenge makes an answer good for one request of one start of a machine, so an old request
 * cannot be sent again.
 */
#include "tools/ca/serve/session.h"
#include "tools/ca/serve/answer.h"
#include "tools/common/send.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <string.h>
#include <sys/socket.h>

static int send_frame(int fd, struct bytes_writer *out)
{
        size_t size = wire_end(out);

        return size == 0 ? -1 : send_all(fd, out->data, size, MSG_DONTWAIT);
}

/*
 * A machine that has waited for a CA with its hands full asks again, and takes the first answer that comes: both have to be good
 * for its request. It draws another number when it starts anew.
 */
static bool is_repeated(const struct session *session, const struct wire_frame *frame)
{
        return session->greeted && session->number == frame->session;
}

/* A virtual machine has started: whatever was before is over. */
static int greet(const struct session_ca *ca, struct session *session,
                 const struct wire_frame *frame, int fd)
{
        uint8_t data[WIRE_HEADER_SIZE + WIRE_CHALLENGE_SIZE + WIRE_TEXT_MAX + 4];
        struct bytes_writer out = bytes_writer(data, sizeof(data));
        struct wire_ready ready = {
                .name = { (const uint8_t *)ca->issuer->name, strlen(ca->issuer->name) },
        };

        if (!is_repeated(session, frame) &&
            RAND_bytes(session->challenge, sizeof(session->challenge)) != 1)
                return -1;
        session->greeted = true;
        session->number = frame->session;
        memcpy(ready.challenge, session->challenge, sizeof(ready.challenge));
        wire_begin(&out, WIRE_READY, session->number);
        wire_write_ready(&out, &ready);
        return send_frame(fd, &out);
}

static int send_reply(const struct session *session, const struct wire_reply *reply, int fd)
{
        static uint8_t data[WIRE_FRAME_MAX];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        wire_begin(&out, WIRE_REPLY, session->number);
        wire_write_reply(&out, reply);
        return send_frame(fd, &out);
}

static int certify(const struct session_ca *ca, struct session *session,
                   const struct wire_request *request, int fd)
{
        bool fresh = session->greeted && CRYPTO_memcmp(request->challenge, session->challenge,
                                                       WIRE_CHALLENGE_SIZE) == 0;
        struct answer answer;
        int result;

        session->greeted = false; /* a challenge is good for one request */
        answer_make(ca, request, fresh, &answer);
        result = send_reply(session, &answer.reply, fd);
        answer_free(&answer);
        return result;
}

/* One frame. Returns 1 if it made sense, 0 if not, -1 if the answer could not be sent. */
static int run_frame(const struct session_ca *ca, struct session *session,
                     const struct wire_frame *frame, int fd)
{
        struct wire_request request;

        if (frame->type == WIRE_HELLO && frame->size == 0)
                return greet(ca, session, frame, fd) ? -1 : 1;
        if (frame->type != WIRE_REQUEST || frame->session != session->number ||
            wire_read_request(frame->payload, frame->size, &request))
                return 0;
        return certify(ca, session, &request, fd) ? -1 : 1;
}

int session_run(const struct session_ca *ca, struct session *session, int fd)
{
        struct wire_frame frame;

        while (wire_stream_next(&session->stream, &frame)) {
                int result = run_frame(ca, session, &frame, fd);

                if (result < 0)
                        return -1;
                if (result) {
                        session->understood++;
                        wire_stream_accept(&session->stream);
                } else {
                        wire_stream_reject(&session->stream);
                }
        }
        return 0;
}
