/*
 * tests/unit/wire/test_vtpm_commands.c - the commands of a manufacture, byte for byte, and
 * responses that are not as they should be; against a TPM that answers what the test says.
 */
#include "services/vtpm/command.h"
#include "services/vtpm/commands.h"
#include "services/runtime/service.h"
#include "tests/unit/wire/test.h"

#include <string.h>

static uint8_t sent[VTPM_BUFFER_MAX];
static size_t sent_size;
static uint8_t answer[VTPM_BUFFER_MAX];
static size_t answer_size;

void vtpm_exec(uint8_t locality, const uint8_t *command, size_t size, const uint8_t **response,
               size_t *response_size)
{
        assert_int_equal(locality, 0);
        memcpy(sent, command, size);
        sent_size = size;
        *response = answer;
        *response_size = answer_size;
}

void service_log(const char *format, ...)
{
        (void)format;
}

static size_t unhex(const char *text, uint8_t *out)
{
        size_t size = 0;

        for (; *text; text++) {
                static const char digits[] = "0123456789abcdef";
                const char *high = strchr(digits, *text);

                if (*text == ' ')
                        continue;
                out[size++] = (uint8_t)((high - digits) << 4 | (strchr(digits, *++text) - digits));
        }
        return size;
}

static void tpm_says(const char *hex)
{
        answer_size = unhex(hex, answer);
}

static void assert_sent(const char *hex)
{
        uint8_t expected[VTPM_BUFFER_MAX];
        size_t size = unhex(hex, expected);

        assert_int_equal(sent_size, size);
        assert_memory_equal(sent, expected, size);
}

static void startup_and_self_test(void **state)
{
        (void)state;
        tpm_says("8001 0000000a 00000000");
        assert_int_equal(tpm_startup(), 0);
        assert_sent("8001 0000000c 00000144 0000");
        assert_int_equal(tpm_self_test(), 0);
        assert_sent("8001 0000000b 00000143 01");
        assert_int_equal(tpm_shutdown(), 0);
        assert_sent("8001 0000000c 00000145 0000");
}

static void evict_control_has_an_empty_password(void **state)
{
        (void)state;
        tpm_says("8002 00000013 00000000 00000000 0000 01 0000");
        assert_int_equal(tpm_evict_control(0x80000000, 0x81010001), 0);
        assert_sent("8002 00000023 00000120 40000001 80000000 00000009 40000009 0000 00 0000"
                    "81010001");
}

static void create_primary_gives_handle_and_public(void **state)
{
        struct tpm_area public;
        uint32_t handle;

        (void)state;
        tpm_says("8002 00000030 00000000 80000000 00000019"
                 "0003 aabbcc 0001 11 0002 2222 8021 4000000b 0001 44 0002 5555"
                 "0000 01 0000");
        assert_int_equal(tpm_create_primary(TPM_RH_ENDORSEMENT, (const uint8_t *)"\x12\x34", 2,
                                            &handle, &public),
                         0);
        assert_sent("8002 0000002b 00000131 4000000b 00000009 40000009 0000 00 0000"
                    "0004 00000000 0002 1234 0000 00000000");
        assert_int_equal(handle, 0x80000000);
        assert_int_equal(public.size, 3);
        assert_memory_equal(public.data, "\xaa\xbb\xcc", 3);
}

static void nv_commands(void **state)
{
        uint8_t data[4];

        (void)state;
        tpm_says("8002 00000013 00000000 00000000 0000 01 0000");
        assert_int_equal(tpm_nv_define(0x01c00002, 0x42072001, 700), 0);
        assert_sent("8002 0000002d 0000012a 4000000c 00000009 40000009 0000 00 0000"
                    "0000 000e 01c00002 000b 42072001 0000 02bc");
        assert_int_equal(tpm_nv_write(0x01c00002, (const uint8_t *)"\x01\x02\x03", 3, 1024), 0);
        assert_sent("8002 00000026 00000137 4000000c 01c00002 00000009 40000009 0000 00 0000"
                    "0003 010203 0400");
        assert_int_equal(tpm_nv_write_lock(0x01c00002), 0);
        assert_sent("8002 0000001f 00000138 4000000c 01c00002 00000009 40000009 0000 00 0000");
        tpm_says("8002 00000019 00000000 00000006 0004 a1a2a3a4 0000 01 0000");
        assert_int_equal(tpm_nv_read(0x01c00002, data, 4, 8), 0);
        assert_memory_equal(data, "\xa1\xa2\xa3\xa4", 4);
        assert_int_equal(tpm_nv_read(0x01c00002, data, 3, 8), -1); /* not as many as asked for */
}

static void properties(void **state)
{
        uint32_t value;

        (void)state;
        tpm_says("8001 0000001b 00000000 01 00000006 00000001 00000105 49424d00");
        assert_int_equal(tpm_property(TPM_PT_MANUFACTURER, &value), 0);
        assert_sent("8001 00000016 0000017a 00000006 00000105 00000001");
        assert_int_equal(value, 0x49424d00);
        /* The TPM gives the next property when it does not have the one asked for. */
        assert_int_equal(tpm_property(TPM_PT_VENDOR_STRING_1, &value), -1);
}

static void nv_public_is_read(void **state)
{
        uint32_t attributes;
        uint16_t size;

        (void)state;
        tpm_says("8001 0000001f 00000000 000e 01c00002 000b 62072801 0000 02bc 0003 000b77");
        assert_int_equal(tpm_nv_read_public(0x01c00002, &attributes, &size), 0);
        assert_int_equal(attributes, 0x62072801);
        assert_int_equal(size, 700);
        assert_int_equal(tpm_nv_read_public(0x01c0000a, &attributes, &size), -1);
}

/* A TPM that is in failure mode, or answers with something that is no response. */
static void bad_responses_are_errors(void **state)
{
        static const char *const responses[] = {
                "8001 0000000a 00000101",    /* a code */
                "8001 0000000b 00000000",    /* a size that is not the response's */
                "8001 0000000a",             /* half a header */
                "",                          /* nothing */
                "8002 0000000a 00000000",    /* another tag */
                "8001 0000000b 00000000 00", /* a byte too much */
        };

        (void)state;
        for (size_t i = 0; i < sizeof(responses) / sizeof(responses[0]); i++) {
                tpm_says(responses[i]);
                assert_int_equal(tpm_startup(), -1);
        }
}

static void bad_session_responses_are_errors(void **state)
{
        static const char *const responses[] = {
                "8002 00000013 00000000 00000001 0000 01 0000", /* parameters that are not there */
                "8002 00000013 00000000 ffffffff 0000 01 0000",
                "8002 00000012 00000000 00000000 0000 01 00", /* a short acknowledgement */
                "8002 0000000e 00000000 00000000",            /* none */
                "8001 00000013 00000000 00000000 0000 01 0000",
        };

        (void)state;
        for (size_t i = 0; i < sizeof(responses) / sizeof(responses[0]); i++) {
                tpm_says(responses[i]);
                assert_int_equal(tpm_nv_write_lock(0x01c00002), -1);
        }
}

/* A template that does not fit a command is an error of ours, not a short command. */
static void too_long_a_command_is_not_sent(void **state)
{
        static const uint8_t large[VTPM_BUFFER_MAX];
        struct tpm_area public;
        uint32_t handle;

        (void)state;
        sent_size = 0;
        assert_int_equal(tpm_create_primary(TPM_RH_OWNER, large, sizeof(large), &handle, &public),
                         -1);
        assert_int_equal(sent_size, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(startup_and_self_test),
                cmocka_unit_test(evict_control_has_an_empty_password),
                cmocka_unit_test(create_primary_gives_handle_and_public),
                cmocka_unit_test(nv_commands),
                cmocka_unit_test(properties),
                cmocka_unit_test(nv_public_is_read),
                cmocka_unit_test(bad_responses_are_errors),
                cmocka_unit_test(bad_session_responses_are_errors),
                cmocka_unit_test(too_long_a_command_is_not_sent),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
