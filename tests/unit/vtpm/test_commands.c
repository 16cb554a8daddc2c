/*
 * tests/unit/vtpm/test_commands.c - the commands of a manufacture, byte for byte, and
 * responses that are not as they should be; against a TPM that answers what the test says.
 */
#include "services/vtpm/commands/capability.h"
#include "services/vtpm/commands/key.h"
#include "services/vtpm/commands/nv.h"
#include "services/vtpm/commands/startup.h"
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/entropy.h"
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

void entropy_fill(void *out, size_t size)
{
        memset(out, 0x77, size);
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
        bool allowed;

        (void)state;
        tpm_says("8002 00000013 00000000 00000000 0000 01 0000");
        assert_int_equal(tpm_evict_control(0x80000000, 0x81010001, &allowed), 0);
        assert_true(allowed);
        assert_sent("8002 00000023 00000120 40000001 80000000 00000009 40000009 0000 00 0000"
                    "81010001");
        /* TPM_RC_BAD_AUTH of the first session: the owner has a value. Any other code is an error. */
        tpm_says("8001 0000000a 000009a2");
        assert_int_equal(tpm_evict_control(0x80000000, 0x81010001, &allowed), 0);
        assert_false(allowed);
        tpm_says("8001 0000000a 0000014c");
        assert_int_equal(tpm_evict_control(0x80000000, 0x81010001, &allowed), -1);
}

static void create_primary_gives_handle_and_public(void **state)
{
        struct tpm_primary primary = {
                .hierarchy = TPM_RH_ENDORSEMENT,
                .template = (const uint8_t *)"\x12\x34",
                .template_size = 2,
                .auth = (const uint8_t *)"\x99",
        };
        struct tpm_area public;
        uint32_t handle;
        bool allowed;

        (void)state;
        tpm_says("8002 00000030 00000000 80000000 00000019"
                 "0003 aabbcc 0001 11 0002 2222 8021 4000000b 0001 44 0002 5555"
                 "0000 01 0000");
        assert_int_equal(tpm_create_primary(&primary, &handle, &public, &allowed), 0);
        assert_sent("8002 0000002b 00000131 4000000b 00000009 40000009 0000 00 0000"
                    "0004 0000 0000 0002 1234 0000 00000000");
        assert_int_equal(handle, 0x80000000);
        assert_int_equal(public.size, 3);
        assert_memory_equal(public.data, "\xaa\xbb\xcc", 3);
        primary.auth_size = 1;
        assert_int_equal(tpm_create_primary(&primary, &handle, &public, &allowed), 0);
        assert_sent("8002 0000002c 00000131 4000000b 00000009 40000009 0000 00 0000"
                    "0005 0001 99 0000 0002 1234 0000 00000000");
}

static void a_handle_without_an_object_is_no_error(void **state)
{
        struct tpm_nv_public nv;
        struct tpm_area area;
        bool found = true;

        (void)state;
        tpm_says("8001 0000000a 0000018b");
        assert_int_equal(tpm_read_public(0x81010001, &area, &found), 0);
        assert_false(found);
        found = true;
        assert_int_equal(tpm_nv_read_public(0x01c00002, &nv, &found), 0);
        assert_false(found);
        tpm_says("8001 0000000a 00000101");
        assert_int_equal(tpm_read_public(0x81010001, &area, &found), -1);
}

static void nv_commands(void **state)
{
        const struct tpm_nv_public public = {
                .index = 0x01c00002,
                .name_algorithm = TPM_ALG_SHA256,
                .attributes = 0x42072001,
                .policy = { 0xcc },
                .policy_size = 1,
                .size = 700,
        };
        const struct tpm_nv_access platform = { .by = TPM_RH_PLATFORM, .index = 0x01c00002 };
        const struct tpm_nv_access password = {
                .by = 0x01c00002,
                .index = 0x01c00002,
                .authorization = { .password = (const uint8_t *)"\xab", .password_size = 1 },
        };
        const struct tpm_nv_access session = {
                .by = 0x01c00002,
                .index = 0x01c00002,
                .authorization = { .session = 0x03000000 },
        };
        uint8_t data[4];

        (void)state;
        tpm_says("8002 00000013 00000000 00000000 0000 01 0000");
        assert_int_equal(tpm_nv_define(TPM_RH_PLATFORM, &public, (const uint8_t *)"\xab", 1), 0);
        assert_sent("8002 0000002f 0000012a 4000000c 00000009 40000009 0000 00 0000"
                    "0001 ab 000f 01c00002 000b 42072001 0001 cc 02bc");
        assert_int_equal(tpm_nv_write(&platform, (const uint8_t *)"\x01\x02\x03", 3, 1024), 0);
        assert_sent("8002 00000026 00000137 4000000c 01c00002 00000009 40000009 0000 00 0000"
                    "0003 010203 0400");
        assert_int_equal(tpm_nv_write_lock(&password), 0);
        assert_sent("8002 00000020 00000138 01c00002 01c00002 0000000a 40000009 0000 00 0001 ab");
        assert_int_equal(tpm_nv_undefine(TPM_RH_OWNER, 0x01c00002), 0);
        assert_sent("8002 0000001f 00000122 40000001 01c00002 00000009 40000009 0000 00 0000");
        /* A session's acknowledgement has a nonce. */
        tpm_says("8002 00000017 00000000 00000000 0004 11223344 00 0000");
        assert_int_equal(tpm_nv_write_lock(&session), 0);
        assert_sent("8002 0000001f 00000138 01c00002 01c00002 00000009 03000000 0000 00 0000");
        tpm_says("8002 00000019 00000000 00000006 0004 a1a2a3a4 0000 01 0000");
        assert_int_equal(tpm_nv_read(&platform, data, 4, 8), 0);
        assert_memory_equal(data, "\xa1\xa2\xa3\xa4", 4);
        assert_int_equal(tpm_nv_read(&platform, data, 3, 8), -1); /* not as many as asked for */
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

static void what_the_tpm_has(void **state)
{
        struct tpm_banks banks;
        bool found;

        (void)state;
        tpm_says("8001 00000019 00000000 01 00000000 00000001 000c 00000004");
        assert_int_equal(tpm_has_algorithm(TPM_ALG_SHA384, &found), 0);
        assert_true(found);
        assert_int_equal(tpm_has_algorithm(TPM_ALG_SHA256, &found), 0);
        assert_false(found);
        tpm_says("8001 00000013 00000000 00 00000008 00000000");
        assert_int_equal(tpm_has_curve(TPM_ECC_NIST_P521, &found), 0);
        assert_false(found);
        tpm_says("8001 0000001f 00000000 00 00000005 00000002 0004 03 000000 000b 03 ffffff");
        assert_int_equal(tpm_read_banks(&banks), 0);
        assert_int_equal(banks.count, 2);
        assert_false(banks.allocated[0]);
        assert_true(banks.allocated[1]);
        tpm_says("8001 00000013 00000000 00 00000005 00000009");
        assert_int_equal(tpm_read_banks(&banks), -1); /* more than there can be */
}

static void nv_public_is_read(void **state)
{
        struct tpm_nv_public public;
        bool found;

        (void)state;
        tpm_says("8001 00000020 00000000 000f 01c00002 000b 62072801 0001 cc 02bc 0003 000b77");
        assert_int_equal(tpm_nv_read_public(0x01c00002, &public, &found), 0);
        assert_true(found);
        assert_int_equal(public.attributes, 0x62072801);
        assert_int_equal(public.policy_size, 1);
        assert_int_equal(public.policy[0], 0xcc);
        assert_int_equal(public.size, 700);
        assert_int_equal(tpm_nv_read_public(0x01c0000a, &public, &found), -1);
        /* A policy that is longer than its structure says. */
        tpm_says("8001 00000020 00000000 000e 01c00002 000b 62072801 0001 cc 02bc 0003 000b77");
        assert_int_equal(tpm_nv_read_public(0x01c00002, &public, &found), -1);
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

        const struct tpm_nv_access access = { .by = TPM_RH_PLATFORM, .index = 0x01c00002 };

        (void)state;
        for (size_t i = 0; i < sizeof(responses) / sizeof(responses[0]); i++) {
                tpm_says(responses[i]);
                assert_int_equal(tpm_nv_write_lock(&access), -1);
        }
}

/* A template that does not fit a command is an error of ours, not a short command. */
static void too_long_a_command_is_not_sent(void **state)
{
        static const uint8_t large[VTPM_BUFFER_MAX];
        const struct tpm_primary primary = { .hierarchy = TPM_RH_OWNER,
                                             .template = large,
                                             .template_size = sizeof(large) };
        struct tpm_area public;
        uint32_t handle;
        bool allowed;

        (void)state;
        sent_size = 0;
        assert_int_equal(tpm_create_primary(&primary, &handle, &public, &allowed), -1);
        assert_int_equal(sent_size, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(startup_and_self_test),
                cmocka_unit_test(evict_control_has_an_empty_password),
                cmocka_unit_test(create_primary_gives_handle_and_public),
                cmocka_unit_test(a_handle_without_an_object_is_no_error),
                cmocka_unit_test(nv_commands),
                cmocka_unit_test(properties),
                cmocka_unit_test(what_the_tpm_has),
                cmocka_unit_test(nv_public_is_read),
                cmocka_unit_test(bad_responses_are_errors),
                cmocka_unit_test(bad_session_responses_are_errors),
                cmocka_unit_test(too_long_a_command_is_not_sent),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
