/* tests/unit/tpm/test_swtpm_control.c - swtpm's control messages, read and answered. */
#include "tests/unit/tpm/test.h"

#include "lib/svsm/vtpm_message.h"
#include "tools/tpm/serve/swtpm_control.h"

#include <stdlib.h>
#include <string.h>

#define READ(out, ...) \
        read_copy((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }), out)

static uint8_t copy[64];

/* The request points into memory of this file, as large as needed and no more than that is used. */
static enum swtpm_result read_copy(const uint8_t *data, size_t size, struct swtpm_request *out)
{
        assert_true(size <= sizeof(copy));
        memcpy(copy, data, size);
        return swtpm_read_request(copy, size, out);
}

/* As recorded from tpm2-tss, QEMU and swtpm_ioctl. */
static void reads_what_clients_send(void **state)
{
        struct swtpm_request request;

        (void)state;
        assert_int_equal(READ(&request, 0, 0, 0, 1), SWTPM_SUCCESS);
        assert_int_equal(request.command, SWTPM_GET_CAPABILITY);
        assert_int_equal(READ(&request, 0, 0, 0, 2, 0, 0, 0, 1), SWTPM_SUCCESS);
        assert_int_equal(request.flags, 1);
        assert_int_equal(READ(&request, 0, 0, 0, 5, 3), SWTPM_SUCCESS);
        assert_int_equal(request.locality, 3);
        assert_int_equal(READ(&request, 0, 0, 0, 5, 4, 0, 0, 0), SWTPM_SUCCESS);
        assert_int_equal(request.locality, 4);
        assert_int_equal(
                READ(&request, 0, 0, 0, 0x12, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 0),
                SWTPM_SUCCESS);
        assert_int_equal(request.info, 2);
        assert_int_equal(request.offset, 7);
        assert_int_equal(READ(&request, 0, 0, 0, 0x0c, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 9),
                         SWTPM_SUCCESS);
        assert_int_equal(request.kind, VTPM_STATE_VOLATILE);
        assert_int_equal(request.offset, 9);
        assert_int_equal(READ(&request, 0, 0, 0, 0x11, 0, 0, 0x0f, 0x80), SWTPM_SUCCESS);
        assert_int_equal(request.buffer_size, 3968);
}

static void a_body_may_be_there_in_part_or_in_excess(void **state)
{
        struct swtpm_request request;

        (void)state;
        assert_int_equal(READ(&request, 0, 0, 0, 7, 0, 0, 0, 3, 'a', 'b', 'c', 'd'), SWTPM_SUCCESS);
        assert_int_equal(request.body_size, 3);
        assert_int_equal(request.body_here, 3);
        assert_memory_equal(request.body, "abc", 3);
        assert_int_equal(READ(&request, 0, 0, 0, 0x0d, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 'x'),
                         SWTPM_SUCCESS);
        assert_int_equal(request.kind, VTPM_STATE_PERMANENT);
        assert_int_equal(request.body_size, 256);
        assert_int_equal(request.body_here, 1);
}

static void refuses_what_is_wrong_with_swtpms_results(void **state)
{
        struct swtpm_request request;

        (void)state;
        assert_int_equal(READ(&request, 0, 0, 0), SWTPM_BAD_PARAMETER);
        assert_int_equal(READ(&request, 0, 0, 0, 0), SWTPM_BAD_ORDINAL);
        assert_int_equal(READ(&request, 0, 0, 0, 0x14), SWTPM_BAD_ORDINAL);
        assert_int_equal(READ(&request, 0, 0, 0, 2, 0, 0, 0), SWTPM_BAD_PARAMETER);
        assert_int_equal(READ(&request, 0, 0, 0, 5), SWTPM_BAD_PARAMETER);
        assert_int_equal(READ(&request, 0, 0, 0, 5, 5), SWTPM_BAD_LOCALITY);
        assert_int_equal(READ(&request, 0, 0, 0, 0x0c, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
                         SWTPM_BAD_PARAMETER);
        assert_int_equal(READ(&request, 0, 0, 0, 0x0c, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0),
                         SWTPM_BAD_PARAMETER);
}

/* The bytes come all the same, and have to be skipped. */
static void a_body_that_is_refused_keeps_its_size(void **state)
{
        struct swtpm_request request;

        (void)state;
        assert_int_equal(READ(&request, 0, 0, 0, 0x0d, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 2, 1, 2),
                         SWTPM_BAD_PARAMETER);
        assert_int_equal(request.body_size, 2);
        assert_int_equal(READ(&request, 0, 0, 0, 0x0d, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0x10, 0, 1),
                         SWTPM_BAD_PARAMETER);
        assert_int_equal(request.body_size, SWTPM_STATE_MAX + 1);
        assert_int_equal(READ(&request, 0, 0, 0, 0x0d, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0x10, 0),
                         SWTPM_BAD_PARAMETER);
        assert_int_equal(request.body_size, 0);
}

static void becomes_messages_of_the_service(void **state)
{
        struct swtpm_request request;
        uint8_t out[16];

        (void)state;
        assert_int_equal(READ(&request, 0, 0, 0, 2, 0, 0, 0, 1), SWTPM_SUCCESS);
        assert_int_equal(swtpm_control_message(&request, out, sizeof(out)), 3);
        assert_memory_equal(out, "\xf0\x01\x01", 3);
        assert_int_equal(READ(&request, 0, 0, 0, 0x0e), SWTPM_SUCCESS);
        assert_int_equal(swtpm_control_message(&request, out, sizeof(out)), 2);
        assert_memory_equal(out, "\xf0\x02", 2);
        assert_int_equal(READ(&request, 0, 0, 0, 0x0b, 3), SWTPM_SUCCESS);
        assert_int_equal(swtpm_control_message(&request, out, sizeof(out)), 3);
        assert_memory_equal(out, "\xf0\x04\x03", 3);
        assert_int_equal(READ(&request, 0, 0, 0, 0x11, 0, 0, 0x0f, 0x80), SWTPM_SUCCESS);
        assert_int_equal(swtpm_control_message(&request, out, sizeof(out)), 6);
        assert_memory_equal(out, "\xf0\x0b\0\0\x0f\x80", 6);
        assert_int_equal(READ(&request, 0, 0, 0, 1), SWTPM_SUCCESS);
        assert_int_equal(swtpm_control_message(&request, out, sizeof(out)), 0);
}

static void a_state_goes_in_pieces_that_say_where_they_belong(void **state)
{
        struct swtpm_request request;
        uint8_t out[32];

        (void)state;
        assert_int_equal(READ(&request, 0, 0, 0, 0x0d, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 2),
                         SWTPM_SUCCESS);
        assert_int_equal(
                swtpm_body_message(&request, 0x100, (const uint8_t *)"zz", 2, out, sizeof(out)),
                13);
        assert_memory_equal(out, "\xf0\x0a\x02\0\0\x01\0\0\0\x01\x02zz", 13);
        request = (struct swtpm_request){ .kind = VTPM_STATE_SAVED };
        assert_int_equal(swtpm_state_message(&request, 5, out, sizeof(out)), 7);
        assert_memory_equal(out, "\xf0\x09\x03\0\0\0\x05", 7);
}

/* QEMU reads the result first, and the rest only behind a good one. */
static void an_error_is_its_result_alone(void **state)
{
        uint8_t out[32];

        (void)state;
        assert_int_equal(swtpm_write_result(SWTPM_GET_CAPABILITY, 0, out, sizeof(out)), 8);
        assert_memory_equal(out, "\0\0\0\0\0\x01\xff\xff", 8);
        assert_int_equal(swtpm_write_result(SWTPM_GET_TPMESTABLISHED, 10, out, sizeof(out)), 4);
        assert_memory_equal(out, "\0\0\0\x0a", 4);
        assert_int_equal(swtpm_write_result(SWTPM_SET_BUFFERSIZE, 9, out, sizeof(out)), 4);
        assert_int_equal(swtpm_write_result(SWTPM_INIT, 9, out, sizeof(out)), 4);
        assert_int_equal(swtpm_write_result(SWTPM_INIT, 9, out, 3), 0);
}

static size_t reply(uint32_t command, uint32_t offset, const char *answer, size_t size,
                    uint8_t *out)
{
        struct swtpm_request request = { .command = command, .offset = offset };

        return swtpm_write_reply(&request, (const uint8_t *)answer, size, out, 64);
}

static void answers_of_the_service_become_replies(void **state)
{
        uint8_t out[64];

        (void)state;
        assert_int_equal(reply(SWTPM_GET_TPMESTABLISHED, 0, "\0\0\0\0\x01", 5, out), 8);
        assert_memory_equal(out, "\0\0\0\0\x01\0\0\0", 8);
        assert_int_equal(
                reply(SWTPM_SET_BUFFERSIZE, 0, "\0\0\0\0\0\0\0\1\0\0\0\2\0\0\0\3", 16, out), 16);
        assert_memory_equal(out, "\0\0\0\0\0\0\0\1\0\0\0\2\0\0\0\3", 16);
        assert_int_equal(reply(SWTPM_GET_INFO, 1, "\0\0\0\0{ab}", 8, out), 15);
        assert_memory_equal(out, "\0\0\0\0\0\0\0\4\0\0\0\3ab}", 15);
        assert_int_equal(reply(SWTPM_GET_INFO, 9, "\0\0\0\0{ab}", 8, out), 12);
        assert_int_equal(reply(SWTPM_HASH_END, 0, "\0\0\0\x0a", 4, out), 4);
        assert_memory_equal(out, "\0\0\0\x0a", 4);
}

static void answers_that_are_too_short_are_failures(void **state)
{
        uint8_t out[64];

        (void)state;
        assert_int_equal(reply(SWTPM_HASH_END, 0, "\0\0\0", 3, out), 4);
        assert_memory_equal(out, "\0\0\0\x09", 4);
        assert_int_equal(reply(SWTPM_GET_TPMESTABLISHED, 0, "\0\0\0\0", 4, out), 4);
        assert_memory_equal(out, "\0\0\0\x09", 4);
        assert_int_equal(reply(SWTPM_SET_BUFFERSIZE, 0, "\0\0\0\0\0\0\0\1", 8, out), 4);
        assert_memory_equal(out, "\0\0\0\x09", 4);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_what_clients_send),
                cmocka_unit_test(a_body_may_be_there_in_part_or_in_excess),
                cmocka_unit_test(refuses_what_is_wrong_with_swtpms_results),
                cmocka_unit_test(a_body_that_is_refused_keeps_its_size),
                cmocka_unit_test(becomes_messages_of_the_service),
                cmocka_unit_test(a_state_goes_in_pieces_that_say_where_they_belong),
                cmocka_unit_test(an_error_is_its_result_alone),
                cmocka_unit_test(answers_of_the_service_become_replies),
                cmocka_unit_test(answers_that_are_too_short_are_failures),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
