/* tests/unit/ca/test_session.c - freshness: a request is good once, for the challenge it answers. */
#include "tests/unit/ca/machine.h"
#include "tools/ca/serve/session.h"

#include <sys/socket.h>
#include <unistd.h>

#define SESSION UINT64_C(0x1122334455667788)

static struct session session;
static uint64_t number; /* of the machine's start */
static int ends[2];     /* the CA writes into the first; the machine reads the second */

/* One frame to the CA, and its answer as a frame in @stream; false if none came. */
static bool talk(struct machine *machine, const struct bytes_writer *out,
                 struct wire_stream *stream, struct wire_frame *answer)
{
        size_t room;
        uint8_t *place = wire_stream_room(&session.stream, &room);
        ssize_t size;

        memcpy(place, out->data, out->size);
        wire_stream_added(&session.stream, out->size);
        assert_int_equal(session_run(&machine->ca, &session, ends[0]), 0);
        memset(stream, 0, sizeof(*stream));
        place = wire_stream_room(stream, &room);
        size = recv(ends[1], place, room, MSG_DONTWAIT);
        if (size <= 0)
                return false;
        wire_stream_added(stream, (size_t)size);
        return wire_stream_next(stream, answer);
}

/* Hello; the CA's challenge goes into the request, and a report over that. */
static void greet(struct machine *machine)
{
        static struct wire_stream stream;
        uint8_t data[WIRE_HEADER_SIZE];
        struct bytes_writer out = bytes_writer(data, sizeof(data));
        struct wire_frame frame;
        struct wire_ready ready;

        wire_begin(&out, WIRE_HELLO, number);
        assert_int_equal(wire_end(&out), sizeof(data));
        assert_true(talk(machine, &out, &stream, &frame));
        assert_int_equal(frame.type, WIRE_READY);
        assert_int_equal(wire_read_ready(frame.payload, frame.size, &ready), 0);
        memcpy(machine->request.challenge, ready.challenge, sizeof(ready.challenge));
        machine_attest(machine);
}

/* Sends the request as it is; the status of the reply, its text in @text. */
static uint32_t request(struct machine *machine, char *text)
{
        static struct wire_stream stream;
        static uint8_t data[WIRE_FRAME_MAX];
        struct bytes_writer out = bytes_writer(data, sizeof(data));
        struct wire_frame frame;
        struct wire_reply reply;

        wire_begin(&out, WIRE_REQUEST, number);
        wire_write_request(&out, &machine->request);
        assert_true(wire_end(&out) != 0);
        assert_true(talk(machine, &out, &stream, &frame));
        assert_int_equal(frame.type, WIRE_REPLY);
        assert_int_equal(wire_read_reply(frame.payload, frame.size, &reply), 0);
        snprintf(text, WIRE_TEXT_MAX + 1, "%.*s", (int)reply.text.size, reply.text.data);
        return reply.status;
}

static int reset(void **state)
{
        memset(&session, 0, sizeof(session));
        number = SESSION;
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
                return -1;
        return machine_reset(state);
}

static int end(void **state)
{
        (void)state;
        close(ends[0]);
        close(ends[1]);
        return 0;
}

static void an_answered_challenge_gets_certificates(void **state)
{
        char text[WIRE_TEXT_MAX + 1];

        greet(*state);
        assert_int_equal(request(*state, text), WIRE_STATUS_OK);
}

static void the_same_request_again_is_refused(void **state)
{
        struct machine *machine = *state;
        char text[WIRE_TEXT_MAX + 1];
        int issued;

        greet(machine);
        assert_int_equal(request(machine, text), WIRE_STATUS_OK);
        issued = machine_issued(machine);
        assert_int_equal(request(machine, text), WIRE_STATUS_REFUSED);
        assert_string_equal(text, "the challenge is not the last one");
        assert_int_equal(machine_issued(machine), issued);
}

/* A request that was recorded and is sent when the machine, or another, starts again. */
static void a_recorded_request_is_refused_at_the_next_start(void **state)
{
        struct machine *machine = *state;
        struct wire_request recorded;
        struct snp_report report;
        char text[WIRE_TEXT_MAX + 1];

        greet(machine);
        recorded = machine->request;
        report = machine->chip->report;
        number++;
        greet(machine);
        machine->request = recorded;
        machine->chip->report = report;
        assert_int_equal(request(machine, text), WIRE_STATUS_REFUSED);
        assert_string_equal(text, "the challenge is not the last one");
}

/* The new challenge with the old report: the report says for which challenge it is. */
static void an_old_report_for_a_new_challenge_is_refused(void **state)
{
        struct machine *machine = *state;
        struct snp_report report;
        char text[WIRE_TEXT_MAX + 1];

        greet(machine);
        report = machine->chip->report;
        number++;
        greet(machine);
        machine->chip->report = report;
        assert_int_equal(request(machine, text), WIRE_STATUS_REFUSED);
        assert_string_equal(text, "report: request: the report is for something else");
}

/* A machine that has waited too long asks again, and takes the answer to what it has asked first. */
static void a_hello_again_keeps_its_challenge(void **state)
{
        struct machine *machine = *state;
        struct wire_request first;
        char text[WIRE_TEXT_MAX + 1];

        greet(machine);
        first = machine->request;
        greet(machine);
        assert_memory_equal(machine->request.challenge, first.challenge, WIRE_CHALLENGE_SIZE);
        assert_int_equal(request(machine, text), WIRE_STATUS_OK);
        greet(machine);
        assert_memory_not_equal(machine->request.challenge, first.challenge, WIRE_CHALLENGE_SIZE);
}

static void a_refusal_uses_the_challenge_up(void **state)
{
        struct machine *machine = *state;
        char text[WIRE_TEXT_MAX + 1];

        greet(machine);
        machine->chip->report.measurement[0] ^= 1;
        assert_int_equal(request(machine, text), WIRE_STATUS_REFUSED);
        machine->chip->report.measurement[0] ^= 1;
        assert_int_equal(request(machine, text), WIRE_STATUS_REFUSED);
        assert_string_equal(text, "the challenge is not the last one");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(an_answered_challenge_gets_certificates, reset,
                                                end),
                cmocka_unit_test_setup_teardown(the_same_request_again_is_refused, reset, end),
                cmocka_unit_test_setup_teardown(a_recorded_request_is_refused_at_the_next_start,
                                                reset, end),
                cmocka_unit_test_setup_teardown(an_old_report_for_a_new_challenge_is_refused, reset,
                                                end),
                cmocka_unit_test_setup_teardown(a_hello_again_keeps_its_challenge, reset, end),
                cmocka_unit_test_setup_teardown(a_refusal_uses_the_challenge_up, reset, end),
        };

        return cmocka_run_group_tests(tests, machine_make, machine_free);
}
