/*
 * tests/unit/vtpm/test_authority.c - vtpmd's side of the channel against CAs that are slow,
 * silent, mad or refuse. Time is a variable: a wait that finds nothing to read moves it to its end.
 */
#include "services/vtpm/authority.h"
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/entropy.h"
#include "tests/unit/wire/test.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SESSION UINT64_C(0x0707070707070707)

static struct {
        uint64_t now;
        bool closed;
        unsigned int hellos;
        unsigned int answer_hello; /* which one gets a ready, from 1; 0: none */
        bool rubbish_first;
        bool floods;   /* there is always something to read */
        uint64_t tick; /* milliseconds that a read takes then */
        uint64_t reads;
        uint8_t input[2 * WIRE_FRAME_MAX]; /* to the service */
        size_t input_size;
        struct wire_reply reply;
        uint64_t reply_session;
        bool repeated_challenge; /* the request had ours */
        char log[256];           /* the last line */
} channel;

static struct authority authority;

void service_log(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(channel.log, sizeof(channel.log), format, arguments);
        va_end(arguments);
}

uint64_t service_milliseconds(void)
{
        return channel.now;
}

void entropy_fill(void *out, size_t size)
{
        memset(out, 7, size);
}

static void to_service(const void *data, size_t size)
{
        memcpy(channel.input + channel.input_size, data, size);
        channel.input_size += size;
}

static void answer_hello(uint64_t session)
{
        uint8_t data[512];
        struct bytes_writer out = bytes_writer(data, sizeof(data));
        struct wire_ready ready = { .name = { (const uint8_t *)"Test CA", 7 } };

        memset(ready.challenge, 0x33, sizeof(ready.challenge));
        wire_begin(&out, WIRE_READY, session);
        wire_write_ready(&out, &ready);
        if (channel.rubbish_first)
                to_service("CSWM\0\1\0\2 noise", 14);
        to_service(data, wire_end(&out));
}

static void answer_request(const struct wire_frame *frame)
{
        static uint8_t data[WIRE_FRAME_MAX];
        struct bytes_writer out = bytes_writer(data, sizeof(data));
        struct wire_request request;

        assert_int_equal(wire_read_request(frame->payload, frame->size, &request), 0);
        channel.repeated_challenge = request.challenge[0] == 0x33 && request.challenge[31] == 0x33;
        wire_begin(&out, WIRE_REPLY, channel.reply_session);
        wire_write_reply(&out, &channel.reply);
        to_service(data, wire_end(&out));
}

int service_channel_write(const void *data, size_t size)
{
        static struct wire_stream stream;
        struct wire_frame frame;
        size_t room;

        if (channel.closed)
                return -1;
        memset(&stream, 0, sizeof(stream));
        memcpy(wire_stream_room(&stream, &room), data, size);
        wire_stream_added(&stream, size);
        assert_true(wire_stream_next(&stream, &frame));
        if (frame.type == WIRE_HELLO && ++channel.hellos == channel.answer_hello)
                answer_hello(frame.session);
        else if (frame.type == WIRE_REQUEST)
                answer_request(&frame);
        return 0;
}

/* Ten bytes at most at a time, as a UART does. */
long service_channel_read(void *data, size_t capacity, uint64_t deadline)
{
        size_t size = channel.input_size < 10 ? channel.input_size : 10;

        assert_true(capacity != 0);
        if (channel.closed)
                return -1;
        if (channel.floods) {
                assert_true(++channel.reads < 10000000);
                channel.now += channel.tick;
                memset(data, 'C', 1);
                return 1;
        }
        if (size == 0) {
                channel.now = deadline;
                return 0;
        }
        if (size > capacity)
                size = capacity;
        memcpy(data, channel.input, size);
        channel.input_size -= size;
        memmove(channel.input, channel.input + size, channel.input_size);
        return (long)size;
}

static int reset(void **state)
{
        (void)state;
        memset(&channel, 0, sizeof(channel));
        channel.now = 1000;
        channel.answer_hello = 1;
        channel.reply_session = SESSION;
        return 0;
}

static struct wire_request a_request(void)
{
        return (struct wire_request){
                .tpm.vendor = { (const uint8_t *)"vendor", 6 },
                .profile_name = { (const uint8_t *)"tcg-low", 7 },
                .profile_digest = { (const uint8_t *)"digest", 6 },
                .key_count = 1,
                .keys = { { 1, 0x01c00002, { (const uint8_t *)"public", 6 } } },
        };
}

static void finds_a_ca(void **state)
{
        (void)state;
        assert_int_equal(authority_find(&authority), 0);
        assert_string_equal(channel.log, "vtpm: certificates come from Test CA");
        assert_int_equal(channel.hellos, 1);
}

static void says_hello_again(void **state)
{
        (void)state;
        channel.answer_hello = 3;
        assert_int_equal(authority_find(&authority), 0);
        assert_int_equal(channel.hellos, 3);
}

static void gives_up_on_silence_within_ten_seconds(void **state)
{
        (void)state;
        channel.answer_hello = 0;
        assert_int_equal(authority_find(&authority), -1);
        assert_int_equal(channel.hellos, 3);
        assert_true(channel.now - 1000 <= 10000);
        assert_string_equal(channel.log, "vtpm: no certificates: nobody answers on the channel");
}

static void gives_up_on_a_flood_within_ten_seconds(void **state)
{
        (void)state;
        channel.floods = true;
        channel.tick = 1;
        assert_int_equal(authority_find(&authority), -1);
        assert_int_equal(channel.hellos, 3);
        assert_true(channel.now - 1000 <= 10000);
}

static void gives_up_on_a_flood_without_a_clock(void **state)
{
        (void)state;
        channel.floods = true;
        assert_int_equal(authority_find(&authority), -1);
        assert_int_equal(channel.hellos, 3);
}

/* The rubbish looks like a long frame; the ready inside of it is found once the wait is over. */
static void finds_a_ca_behind_rubbish(void **state)
{
        (void)state;
        channel.rubbish_first = true;
        assert_int_equal(authority_find(&authority), 0);
}

static void a_closed_channel_ends_at_once(void **state)
{
        (void)state;
        channel.closed = true;
        assert_int_equal(authority_find(&authority), -1);
        assert_int_equal(channel.now, 1000);
}

static void a_granted_request_has_its_certificates(void **state)
{
        struct wire_request request = a_request();
        struct wire_reply reply;

        (void)state;
        channel.reply.certificate_count = 1;
        channel.reply.certificates[0] =
                (struct wire_certificate){ 0x01c00002, { (const uint8_t *)"DER", 3 } };
        assert_int_equal(authority_find(&authority), 0);
        authority_challenge(&authority, &request);
        assert_int_equal(authority_certify(&authority, &request, &reply), 0);
        assert_true(channel.repeated_challenge);
        assert_int_equal(reply.certificate_count, 1);
        assert_memory_equal(reply.certificates[0].der.data, "DER", 3);
}

static void a_refusal_is_logged_with_its_reason(void **state)
{
        struct wire_request request = a_request();
        struct wire_reply reply;

        (void)state;
        channel.reply.status = WIRE_STATUS_REFUSED;
        channel.reply.text = (struct wire_blob){ (const uint8_t *)"not today", 9 };
        assert_int_equal(authority_find(&authority), 0);
        authority_challenge(&authority, &request);
        assert_int_equal(authority_certify(&authority, &request, &reply), -1);
        assert_string_equal(channel.log, "vtpm: the CA refuses: not today");
}

/* A reply to a request of the boot before. */
static void a_reply_of_another_session_is_none(void **state)
{
        struct wire_request request = a_request();
        struct wire_reply reply;

        (void)state;
        channel.reply_session = SESSION + 1;
        assert_int_equal(authority_find(&authority), 0);
        authority_challenge(&authority, &request);
        assert_int_equal(authority_certify(&authority, &request, &reply), -1);
        assert_string_equal(channel.log, "vtpm: no certificates came in time");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(finds_a_ca, reset),
                cmocka_unit_test_setup(says_hello_again, reset),
                cmocka_unit_test_setup(gives_up_on_silence_within_ten_seconds, reset),
                cmocka_unit_test_setup(gives_up_on_a_flood_within_ten_seconds, reset),
                cmocka_unit_test_setup(gives_up_on_a_flood_without_a_clock, reset),
                cmocka_unit_test_setup(finds_a_ca_behind_rubbish, reset),
                cmocka_unit_test_setup(a_closed_channel_ends_at_once, reset),
                cmocka_unit_test_setup(a_granted_request_has_its_certificates, reset),
                cmocka_unit_test_setup(a_refusal_is_logged_with_its_reason, reset),
                cmocka_unit_test_setup(a_reply_of_another_session_is_none, reset),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
