/*
 * tests/unit/wire/test_messages.c - each message survives the way there and back, and nothing
 * shorter, longer or larger is taken.
 */
#include "lib/wire/manufacture.h"
#include "lib/wire/frame.h"
#include "tests/unit/wire/test.h"

#include <string.h>

static uint8_t payload[WIRE_PAYLOAD_MAX];
static struct bytes_writer out;

static int reset(void **state)
{
        (void)state;
        memset(payload, 0, sizeof(payload));
        out = bytes_writer(payload, sizeof(payload));
        return 0;
}

static struct wire_blob text(const char *string)
{
        return (struct wire_blob){ (const uint8_t *)string, strlen(string) };
}

static void assert_text(struct wire_blob blob, const char *expected)
{
        assert_int_equal(blob.size, strlen(expected));
        assert_memory_equal(blob.data, expected, blob.size);
}

static struct wire_request sample_request(void)
{
        struct wire_request request = {
                .tpm = { .family = 0x322e3000,
                         .level = 0,
                         .revision = 183,
                         .manufacturer = 0x49424d00,
                         .firmware_version = { 1, 2 },
                         .vendor = text("SW   TPM") },
                .profile_name = text("tcg-low"),
                .profile_digest = text("a digest"),
                .report = text("a report"),
                .host_certificates = text("a table"),
                .key_count = 2,
                .keys = { { 1, 0x01c00002, text("first public") },
                          { 1, 0x01c0000a, text("second") } },
        };

        memset(request.challenge, 0x5a, sizeof(request.challenge));
        return request;
}

static struct wire_reply sample_reply(void)
{
        return (struct wire_reply){
                .certificate_count = 2,
                .certificates = { { 0x01c00002, text("DER one") },
                                  { 0x01c0000a, text("DER two") } },
                .chain_count = 1,
                .chain = { text("issuer") },
        };
}

static void request_comes_back(void **state)
{
        struct wire_request request = sample_request();
        struct wire_request found;

        (void)state;
        wire_write_request(&out, &request);
        assert_false(out.failed);
        assert_int_equal(wire_read_request(payload, out.size, &found), 0);
        assert_memory_equal(found.challenge, request.challenge, WIRE_CHALLENGE_SIZE);
        assert_int_equal(found.tpm.family, 0x322e3000);
        assert_int_equal(found.tpm.revision, 183);
        assert_int_equal(found.tpm.firmware_version[1], 2);
        assert_text(found.tpm.vendor, "SW   TPM");
        assert_text(found.profile_name, "tcg-low");
        assert_text(found.profile_digest, "a digest");
        assert_text(found.report, "a report");
        assert_text(found.host_certificates, "a table");
        assert_ptr_equal(found.bound.data, payload);
        assert_int_equal(found.bound.size, out.size - 2 - 8 - 2 - 7);
        assert_int_equal(found.key_count, 2);
        assert_int_equal(found.keys[1].nv_index, 0x01c0000a);
        assert_text(found.keys[1].public, "second");
}

static void reply_comes_back(void **state)
{
        struct wire_reply reply = sample_reply();
        struct wire_reply found;

        (void)state;
        wire_write_reply(&out, &reply);
        assert_int_equal(wire_read_reply(payload, out.size, &found), 0);
        assert_int_equal(found.certificate_count, 2);
        assert_int_equal(found.certificates[0].nv_index, 0x01c00002);
        assert_text(found.certificates[1].der, "DER two");
        assert_int_equal(found.chain_count, 1);
        assert_text(found.chain[0], "issuer");
}

static void ready_comes_back(void **state)
{
        struct wire_ready ready = { .name = text("A CA") };
        struct wire_ready found;

        (void)state;
        ready.challenge[31] = 9;
        wire_write_ready(&out, &ready);
        assert_int_equal(wire_read_ready(payload, out.size, &found), 0);
        assert_int_equal(found.challenge[31], 9);
        assert_text(found.name, "A CA");
}

/* Every message that is cut short is refused, and so is one with a byte behind it. */
static void only_the_whole_message_is_taken(void **state)
{
        struct wire_request request = sample_request();
        struct wire_reply reply = sample_reply();
        struct wire_request found_request;
        struct wire_reply found_reply;
        size_t size;

        (void)state;
        wire_write_request(&out, &request);
        size = out.size;
        for (size_t cut = 0; cut < size; cut++)
                assert_int_equal(wire_read_request(payload, cut, &found_request), -1);
        assert_int_equal(wire_read_request(payload, size + 1, &found_request), -1);
        reset(NULL);
        wire_write_reply(&out, &reply);
        size = out.size;
        for (size_t cut = 0; cut < size; cut++)
                assert_int_equal(wire_read_reply(payload, cut, &found_reply), -1);
        assert_int_equal(wire_read_reply(payload, size + 1, &found_reply), -1);
}

static void limits_of_a_request(void **state)
{
        struct wire_request request = sample_request();
        struct wire_request found;

        (void)state;
        request.key_count = 0;
        wire_write_request(&out, &request);
        assert_int_equal(wire_read_request(payload, out.size, &found), -1);

        reset(NULL);
        request = sample_request();
        request.keys[0].public.size = 0;
        wire_write_request(&out, &request);
        assert_int_equal(wire_read_request(payload, out.size, &found), -1);

        reset(NULL);
        request = sample_request();
        request.tpm.vendor = text("longer than 16 bytes");
        wire_write_request(&out, &request);
        assert_int_equal(wire_read_request(payload, out.size, &found), -1);
}

/* The count is the other side's word: nine keys do not fit eight places. */
static void too_many_keys_are_refused(void **state)
{
        struct wire_request request = sample_request();
        struct wire_request found;
        size_t count_offset;

        (void)state;
        wire_write_request(&out, &request);
        count_offset = 2 + WIRE_CHALLENGE_SIZE + 6 * 4 + 2 + 8 + 2 + 7 + 2 + 8;
        assert_int_equal(payload[count_offset + 3], 2);
        payload[count_offset + 3] = WIRE_KEYS_MAX + 1;
        assert_int_equal(wire_read_request(payload, sizeof(payload), &found), -1);
        payload[count_offset] = 0xff;
        assert_int_equal(wire_read_request(payload, sizeof(payload), &found), -1);
}

static void a_refusal_has_text_and_nothing_else(void **state)
{
        struct wire_reply reply = { .status = WIRE_STATUS_REFUSED, .text = text("key 1 is weak") };
        struct wire_reply found;

        (void)state;
        wire_write_reply(&out, &reply);
        assert_int_equal(wire_read_reply(payload, out.size, &found), 0);
        assert_text(found.text, "key 1 is weak");

        reset(NULL);
        reply = sample_reply();
        reply.status = WIRE_STATUS_REFUSED;
        wire_write_reply(&out, &reply);
        assert_int_equal(wire_read_reply(payload, out.size, &found), -1);
}

/* Text goes to the console: nothing may move the cursor or forge a line. */
static void text_is_printable(void **state)
{
        struct wire_reply reply = { .status = WIRE_STATUS_REFUSED, .text = text("a\nsvsm: lie") };
        struct wire_reply found;

        (void)state;
        wire_write_reply(&out, &reply);
        assert_int_equal(wire_read_reply(payload, out.size, &found), -1);
        reset(NULL);
        reply.text = text("\x1b[2J");
        wire_write_reply(&out, &reply);
        assert_int_equal(wire_read_reply(payload, out.size, &found), -1);
}

static void a_blob_that_is_too_long_is_not_written(void **state)
{
        struct wire_reply reply = sample_reply();

        (void)state;
        reply.certificates[0].der.size = 0x10000;
        wire_write_reply(&out, &reply);
        assert_true(out.failed);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(request_comes_back, reset),
                cmocka_unit_test_setup(reply_comes_back, reset),
                cmocka_unit_test_setup(ready_comes_back, reset),
                cmocka_unit_test_setup(only_the_whole_message_is_taken, reset),
                cmocka_unit_test_setup(limits_of_a_request, reset),
                cmocka_unit_test_setup(too_many_keys_are_refused, reset),
                cmocka_unit_test_setup(a_refusal_has_text_and_nothing_else, reset),
                cmocka_unit_test_setup(text_is_printable, reset),
                cmocka_unit_test_setup(a_blob_that_is_too_long_is_not_written, reset),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
