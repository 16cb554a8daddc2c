/*
 * tests/unit/eventlog/test_log.c - lib/eventlog: what firmware writes is read to its end, what it could not have written is
 * refused with the place and what was expected; and no line says anything that is not printable.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/eventlog/describe.h"
#include "lib/eventlog/log.h"
#include "lib/eventlog/types.h"
#include "lib/eventlog/variable.h"
#include "tests/unit/eventlog/builder.h"

static struct built built;
static struct event_log opened;

/* Reads all; the last step. */
static enum event_log_step read_all(const void *data, size_t size, size_t *events)
{
        enum event_log_step step = EVENT_LOG_BAD;
        struct event event;

        if (event_log_open(&opened, data, size)) {
                while ((step = event_log_next(&opened, &event)) == EVENT_LOG_EVENT)
                        ;
        }
        *events = opened.events;
        return step;
}

static void refused(size_t size, size_t offset, const char *what, uint64_t found)
{
        size_t events;

        assert_int_equal(read_all(built.data, size, &events), EVENT_LOG_BAD);
        assert_non_null(opened.problem.expected);
        assert_string_equal(opened.problem.what, what);
        assert_int_equal(opened.problem.offset, offset);
        assert_int_equal(opened.problem.found, found);
}

static void a_boot_is_read_in_both_formats(void **state)
{
        size_t events;

        (void)state;
        built_boot(&built, 1);
        assert_int_equal(read_all(built.data, built.out.size, &events), EVENT_LOG_END);
        assert_int_equal(events, 14);
        assert_true(opened.crypto_agile);
        assert_int_equal(opened.bank_count, 2);
        built_boot(&built, 0);
        assert_int_equal(read_all(built.data, built.out.size, &events), EVENT_LOG_END);
        assert_int_equal(events, 14);
        assert_false(opened.crypto_agile);
}

/* Firmware before the profile had a header. */
static void a_log_without_a_header_is_of_sha1(void **state)
{
        static const uint8_t zeros[4];
        size_t events;

        (void)state;
        built.out = bytes_writer(built.data, sizeof(built.data));
        built.agile = 0;
        built_plain(&built, 4, EV_SEPARATOR, zeros, 4);
        built_plain(&built, 5, EV_SEPARATOR, zeros, 4);
        assert_int_equal(read_all(built.data, built.out.size, &events), EVENT_LOG_END);
        assert_int_equal(events, 2);
        assert_false(opened.has_spec_id);
}

static void padding_behind_the_events_is_none(void **state)
{
        size_t events;
        size_t size;

        (void)state;
        for (int fill = 0; fill <= 0xff; fill += 0xff) {
                built_boot(&built, 1);
                size = built.out.size;
                memset(built.data + size, fill, 1000);
                assert_int_equal(read_all(built.data, size + 1000, &events), EVENT_LOG_END);
                assert_int_equal(events, 14);
                assert_int_equal(opened.padding, 1000);
        }
}

/* What is left of an event of zeros could be padding: that only, and it is said to be. */
static bool could_be_padding(const uint8_t *data, size_t size)
{
        for (size_t i = 1; i < size; i++) {
                if (data[i] != data[0])
                        return false;
        }
        return data[0] == 0x00 || data[0] == 0xff;
}

static void a_log_that_is_cut_is_refused(void **state)
{
        size_t last = 0;
        size_t cuts = 0;
        struct event_log whole;
        struct event event;

        (void)state;
        built_boot(&built, 1);
        assert_true(event_log_open(&whole, built.data, built.out.size));
        do {
                size_t events;

                for (size_t size = last + 1; size < whole.in.offset; size++) {
                        if (last && could_be_padding(built.data + last, size - last))
                                continue;
                        assert_int_equal(read_all(built.data, size, &events), EVENT_LOG_BAD);
                        assert_true(opened.problem.offset <= size);
                        cuts++;
                }
                last = whole.in.offset;
        } while (event_log_next(&whole, &event) == EVENT_LOG_EVENT);
        assert_true(cuts > built.out.size / 2);
}

#define SPEC_ID_SIZE 37 /* of two banks */
#define SECOND       (32 + SPEC_ID_SIZE)

static void what_is_hostile_is_refused_with_its_place(void **state)
{
        size_t size;

        (void)state;
        built_boot(&built, 1);
        size = built.out.size;
        built.data[SECOND] = 24; /* PCR, but of an EV_NO_ACTION, which has none */
        built.data[SECOND + 4] = EV_SEPARATOR;
        refused(size, SECOND, "PCR", 24);

        built_boot(&built, 1);
        built.data[SECOND + 8] = 3;
        refused(size, SECOND + 8, "number of digests", 3);

        built_boot(&built, 1);
        built.data[SECOND + 12] = 0x0c;
        refused(size, SECOND + 12, "algorithm of a digest", 0x0c);

        built_boot(&built, 1);
        built.data[SECOND + 12 + 22] = 0x04;
        refused(size, SECOND + 12 + 22, "algorithm of a digest", 0x04);

        built_boot(&built, 1);
        memset(built.data + SECOND + 12 + 22 + 34, 0xff, 4);
        refused(size, SECOND + 12 + 22 + 34, "size of an event", UINT32_MAX);
}

static void a_hostile_header_is_refused(void **state)
{
        const size_t banks = 32 + 24;
        size_t size;

        (void)state;
        built_boot(&built, 1);
        size = built.out.size;
        built.data[banks] = 0;
        refused(size, banks, "number of algorithms", 0);
        memset(built.data + banks, 0xff, 4);
        refused(size, banks, "number of algorithms", UINT32_MAX);

        built_boot(&built, 1);
        built.data[banks + 6] = 32; /* SHA-1 of 32 bytes */
        refused(size, banks + 6, "size of the algorithm's digests", 32);

        built_boot(&built, 1);
        built.data[banks + 8] = 4; /* SHA-1 again */
        refused(size, banks + 8, "algorithm of a bank", 4);

        built_boot(&built, 1);
        built.data[banks + 12] = 200; /* what a vendor adds */
        refused(size, 32, "Spec ID event", SPEC_ID_SIZE);

        refused(0, 0, "log", 0);
}

static void lines_say_what_was_measured(void **state)
{
        static const char *const expected[] = {
                "StartupLocality 3",
                "v1",
                "917504 bytes at 0x820000",
                "SecureBoot: 1",
                "dbx: 0 certificates, 1 digest or keys",
                "00000000",
                "BootOrder: 0001",
                "Calling EFI Application from Boot Option",
                "00000000",
                "disk 00000000-0000-0000-0000-000000000000, 1 partitions: root",
                "\\EFI\\shim.efi, 4096 bytes",
                "kernel_cmdline: /vmlinuz root=/dev/vda1 ro",
                "tag 0x8f3b22ec: Linux initrd",
        };
        char text[EVENT_TEXT_MAX];
        struct event event;

        (void)state;
        built_boot(&built, 1);
        assert_true(event_log_open(&opened, built.data, built.out.size));
        for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
                assert_int_equal(event_log_next(&opened, &event), EVENT_LOG_EVENT);
                event_describe(&event, text, sizeof(text));
                assert_string_equal(text, expected[i]);
        }
        assert_int_equal(event_log_next(&opened, &event), EVENT_LOG_END);
}

/* Each type with bytes that are not of it; the buffer is of the size that is said. */
static void no_event_is_too_odd_for_a_line(void **state)
{
        uint8_t data[200];

        (void)state;
        for (size_t i = 0; i < sizeof(data); i++)
                data[i] = (uint8_t)(i * 167 + 13);
        for (uint32_t type = 0; type < 0x20000; type++) {
                struct event event = { .type = type & 0xff, .data = data, .size = type % 200 };
                char *text = malloc(64);

                if (type & 0x100)
                        event.type |= UINT32_C(0x80000000);
                assert_non_null(text);
                event_describe(&event, text, 64);
                assert_true(strlen(text) < 64);
                for (const char *c = text; *c; c++)
                        assert_true(*c >= 0x20 && *c <= 0x7e);
                free(text);
        }
}

static void a_variable_that_says_more_than_it_has_is_none(void **state)
{
        uint8_t data[40] = { 0 };
        struct event event = { .type = EV_EFI_VARIABLE_BOOT, .data = data, .size = sizeof(data) };
        struct event_variable variable;

        (void)state;
        assert_true(event_variable_read(&event, &variable));
        data[16] = 5; /* characters of the name: 10 bytes of 8 */
        assert_false(event_variable_read(&event, &variable));
        memset(data + 16, 0xff, 8);
        assert_false(event_variable_read(&event, &variable));
        memset(data + 16, 0, 8);
        data[24] = 9;
        assert_false(event_variable_read(&event, &variable));
}

static void a_list_that_says_more_than_it_has_ends(void **state)
{
        uint8_t list[28 + 48] = { [16] = 28 + 48, [24] = 48 };
        struct event_variable variable = { .data = list, .size = sizeof(list) };
        struct event_signatures lists;
        struct event_signature signature;

        (void)state;
        event_signatures_begin(&lists, &variable);
        assert_true(event_signatures_next(&lists, &signature));
        assert_int_equal(signature.size, 32);
        assert_false(event_signatures_next(&lists, &signature));
        assert_false(lists.in.failed);
        for (size_t at = 16; at < 28; at += 4) {
                uint8_t before = list[at];

                list[at] = 200;
                event_signatures_begin(&lists, &variable);
                assert_false(event_signatures_next(&lists, &signature));
                assert_true(lists.in.failed);
                list[at] = before;
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_boot_is_read_in_both_formats),
                cmocka_unit_test(a_log_without_a_header_is_of_sha1),
                cmocka_unit_test(padding_behind_the_events_is_none),
                cmocka_unit_test(a_log_that_is_cut_is_refused),
                cmocka_unit_test(what_is_hostile_is_refused_with_its_place),
                cmocka_unit_test(a_hostile_header_is_refused),
                cmocka_unit_test(lines_say_what_was_measured),
                cmocka_unit_test(no_event_is_too_odd_for_a_line),
                cmocka_unit_test(a_variable_that_says_more_than_it_has_is_none),
                cmocka_unit_test(a_list_that_says_more_than_it_has_ends),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
