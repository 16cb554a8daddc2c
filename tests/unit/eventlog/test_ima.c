/* tests/unit/eventlog/test_ima.c - lib/eventlog's reader of IMA's list: what is whole is read, what is not is refused at its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/eventlog/ima.h"
#include "lib/eventlog/ima_template.h"
#include "lib/eventlog/ima_text.h"
#include "tests/unit/eventlog/builder.h"
#include "tests/unit/eventlog/ima_builder.h"

static uint8_t built[4096];
static size_t built_size;
static struct ima_list list;

static void build(bool big_endian)
{
        struct bytes_writer out = bytes_writer(built, sizeof(built));

        ima_built_list(&out, big_endian);
        built_size = out.size;
}

/* From memory of exactly that size, so that one byte more would be noticed. */
static enum event_log_step read_all(size_t size)
{
        uint8_t *copy = malloc(size ? size : 1);
        enum event_log_step step = EVENT_LOG_BAD;
        struct ima_entry entry;

        assert_non_null(copy);
        memcpy(copy, built, size);
        if (ima_list_open(&list, copy, size)) {
                while ((step = ima_list_next(&list, &entry)) == EVENT_LOG_EVENT)
                        ;
        }
        free(copy);
        return step;
}

static bool is(const struct ima_bytes *bytes, const char *text)
{
        return bytes->size == strlen(text) && memcmp(bytes->data, text, bytes->size) == 0;
}

static void a_list_is_read_in_both_orders(void **state)
{
        struct ima_entry entry;

        (void)state;
        for (int big = 0; big < 2; big++) {
                build(big);
                assert_true(ima_list_is(built, built_size));
                assert_int_equal(read_all(built_size), EVENT_LOG_END);
                assert_int_equal(list.entries, 8);
                assert_int_equal(list.big_endian, big);
                assert_true(ima_list_open(&list, built, built_size));
                assert_int_equal(ima_list_next(&list, &entry), EVENT_LOG_EVENT);
                assert_true(ima_is_boot_aggregate(&entry) && is(&entry.algorithm, "sha256"));
                assert_int_equal(entry.pcr, 10);
                assert_int_equal(entry.file_digest.size, 32);
                assert_int_equal(ima_list_next(&list, &entry), EVENT_LOG_EVENT);
                assert_true(is(&entry.path, "/bin/sh") && entry.signature.size == 17);
        }
}

static void a_list_that_is_cut_is_refused(void **state)
{
        size_t cuts = 0;

        (void)state;
        build(false);
        for (size_t size = 0; size < built_size; size++) {
                if (read_all(size) == EVENT_LOG_END)
                        continue; /* between entries */
                assert_non_null(list.problem.expected);
                assert_true(list.problem.offset <= size);
                cuts++;
        }
        assert_int_equal(cuts, built_size - 7);
}

/* Every byte changed in four ways: read or refused, and never beyond the end. */
static void a_list_that_was_changed_is_read_or_refused(void **state)
{
        static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0xff };

        (void)state;
        build(true);
        for (size_t i = 0; i < built_size; i++) {
                uint8_t before = built[i];

                for (size_t v = 0; v < sizeof(values); v++) {
                        built[i] = values[v];
                        if (read_all(built_size) == EVENT_LOG_BAD)
                                assert_non_null(list.problem.expected);
                }
                built[i] = before;
        }
}

/* Neither is taken for the other, whichever option names the file. */
static void an_event_log_is_no_list(void **state)
{
        static struct built log;

        (void)state;
        for (int agile = 0; agile < 2; agile++) {
                built_boot(&log, agile);
                assert_false(ima_list_is(log.data, log.out.size));
        }
        assert_false(ima_list_is("", 0));
        assert_false(ima_text_is("10 0011", 7));
        assert_false(ima_text_is("", 0));
}

static void templates_are_known_by_name_and_by_fields(void **state)
{
        static const char many[] = "d|n|d|n|d|n|d|n|d|n|d|n|d|n|d|n"; /* 16 fields */
        struct ima_template found;

        (void)state;
        assert_true(ima_template_find((const uint8_t *)"evm-sig", 7, &found));
        assert_int_equal(found.count, 9);
        assert_false(found.first);
        assert_true(ima_template_find((const uint8_t *)"ima", 3, &found));
        assert_true(found.first);
        assert_true(ima_template_find((const uint8_t *)"n-ng|d-ngv2|iuid", 16, &found));
        assert_int_equal(found.count, 3);
        assert_false(ima_template_find((const uint8_t *)"n-ng|", 5, &found));
        assert_false(ima_template_find((const uint8_t *)"|", 1, &found));
        assert_false(ima_template_find((const uint8_t *)"", 0, &found));
        assert_false(ima_template_find((const uint8_t *)many, sizeof(many) - 1, &found));
}

#define DIGEST "0123456789abcdef0123456789abcdef01234567"

/* An empty text is one of no entries; ima_text_is() says that it is none. */
static void a_text_becomes_no_more_than_it_may(void **state)
{
        static const char *const good[] = {
                "10 " DIGEST " ima-ng :" DIGEST " /a\n",
                " 0 " DIGEST " ima-ng " DIGEST " /a",
                "10 " DIGEST " evm-sig sha1: / 00 x 00 00   \n",
                "10 " DIGEST " iuid 4294967295\n",
                "10 " DIGEST " sig|sig|sig|sig|sig|sig|sig|sig        \n",
                "10 " DIGEST " imode|imode|imode|imode|imode|imode|imode|imode 1 1 1 1 1 1 1 1\n",
        };
        static const char *const bad[] = {
                "24 " DIGEST " ima-ng sha1: /a\n",
                "10 " DIGEST "\n",
                "10 " DIGEST " \n",
                "10 " DIGEST " iuid 4294967296\n",
                "10 " DIGEST " imode 65536\n",
                "10 " DIGEST " ima-ng sha1:0 /a\n",
                "10 " DIGEST " ima-ng sha1:00 /a /b\n",
                "10 " DIGEST " ima " DIGEST "\n",
                "\n",
        };
        uint8_t out[4096];
        struct event_log_problem problem;

        (void)state;
        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
                size_t size = strlen(good[i]);
                struct bytes_writer to = bytes_writer(out, IMA_TEXT_BYTES(size));

                assert_true(ima_text_read(good[i], size, false, &to, &problem));
                memcpy(built, out, to.size);
                assert_int_equal(read_all(to.size), EVENT_LOG_END);
                assert_int_equal(list.entries, 1);
        }
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                struct bytes_writer to = bytes_writer(out, sizeof(out));

                assert_false(ima_text_read(bad[i], strlen(bad[i]), false, &to, &problem));
                assert_non_null(problem.expected);
                assert_true(problem.offset <= strlen(bad[i]));
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_list_is_read_in_both_orders),
                cmocka_unit_test(a_list_that_is_cut_is_refused),
                cmocka_unit_test(a_list_that_was_changed_is_read_or_refused),
                cmocka_unit_test(an_event_log_is_no_list),
                cmocka_unit_test(templates_are_known_by_name_and_by_fields),
                cmocka_unit_test(a_text_becomes_no_more_than_it_may),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
