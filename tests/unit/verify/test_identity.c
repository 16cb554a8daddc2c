/* tests/unit/verify/test_identity.c - demands on a report's IDs, SVN and keys, as `cashew attest verify` reads and checks them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tools/attest/identity.h"
#include "tools/common/command.h"

static char last_error[256];

/* In the place of the command's, which prints. */
int command_error(const char *name, const char *format, ...)
{
        va_list arguments;

        (void)name;
        va_start(arguments, format);
        vsnprintf(last_error, sizeof(last_error), format, arguments);
        va_end(arguments);
        return 1;
}

static char id_key_text[97];
static char author_key_text[97];

static struct snp_report make_report(void)
{
        struct snp_report report = { .guest_svn = 7, .key_info = SNP_KEY_INFO_AUTHOR_KEY };

        memset(report.family_id, 'f', 6);
        memset(report.image_id, 0xab, sizeof(report.image_id));
        memset(report.id_key_digest, 0x1d, sizeof(report.id_key_digest));
        memset(report.author_key_digest, 0xa0, sizeof(report.author_key_digest));
        steps_hex(report.id_key_digest, 48, id_key_text);
        steps_hex(report.author_key_digest, 48, author_key_text);
        return report;
}

/* The verdict on the report with one demand. */
static bool good(const struct snp_report *report, enum identity_demand demand, const char *text)
{
        struct report_demands demands = { 0 };
        struct steps steps = { 0 };

        assert_int_equal(identity_read(demand, text, &demands), 0);
        (void)!demands_verify(&demands, report, &steps);
        return steps_passed(&steps) && steps_failure(&steps) == NULL;
}

static void what_the_report_says_may_be_demanded(void **state)
{
        struct snp_report report = make_report();

        (void)state;
        assert_true(good(&report, IDENTITY_ID_KEY_DIGEST, id_key_text));
        assert_true(good(&report, IDENTITY_AUTHOR_KEY_DIGEST, author_key_text));
        assert_true(good(&report, IDENTITY_FAMILY_ID, "ffffff"));
        assert_true(good(&report, IDENTITY_IMAGE_ID, "abababababababababababababababab"));
        assert_true(good(&report, IDENTITY_GUEST_SVN, "7"));
        assert_true(good(&report, IDENTITY_GUEST_SVN, "0"));
}

static void anything_else_fails(void **state)
{
        struct snp_report report = make_report();

        (void)state;
        assert_false(good(&report, IDENTITY_ID_KEY_DIGEST, author_key_text));
        assert_false(good(&report, IDENTITY_AUTHOR_KEY_DIGEST, id_key_text));
        assert_false(good(&report, IDENTITY_FAMILY_ID, "fffffff"));
        assert_false(good(&report, IDENTITY_IMAGE_ID, "abababababababababababababababaa"));
        assert_false(good(&report, IDENTITY_GUEST_SVN, "8"));
}

/* Zeros are not the digest of a key that was not there. */
static void an_author_key_must_be_enabled(void **state)
{
        struct snp_report report = make_report();

        (void)state;
        report.key_info = 0;
        assert_false(good(&report, IDENTITY_AUTHOR_KEY_DIGEST, author_key_text));
        memset(report.author_key_digest, 0, sizeof(report.author_key_digest));
        memset(author_key_text, '0', 96);
        assert_false(good(&report, IDENTITY_AUTHOR_KEY_DIGEST, author_key_text));
}

static void without_a_demand_nothing_passes_or_fails(void **state)
{
        const struct report_demands none = { 0 };
        struct snp_report report = make_report();
        struct steps steps = { 0 };

        (void)state;
        (void)!demands_verify(&none, &report, &steps);
        assert_int_equal(steps.count, 1);
        assert_int_equal(steps.list[0].verdict, STEP_SKIPPED);
        memset(&report, 0, sizeof(report));
        steps.count = 0;
        (void)!demands_verify(&none, &report, &steps);
        assert_int_equal(steps.count, 0);
}

static void refused(enum identity_demand demand, const char *text)
{
        struct report_demands demands = { 0 };

        last_error[0] = '\0';
        assert_int_equal(identity_read(demand, text, &demands), 1);
        assert_non_null(strstr(last_error, text));
}

/* One of them is enough. */
static void several_keys_may_be_given(void **state)
{
        struct snp_report report = make_report();
        struct report_demands demands = { 0 };
        struct steps steps = { 0 };

        (void)state;
        assert_int_equal(identity_read(IDENTITY_ID_KEY_DIGEST, author_key_text, &demands), 0);
        assert_int_equal(identity_read(IDENTITY_ID_KEY_DIGEST, id_key_text, &demands), 0);
        assert_true(demands_verify(&demands, &report, &steps));
        while (demands.id_keys.count < DEMANDED_KEYS_MAX)
                assert_int_equal(identity_read(IDENTITY_ID_KEY_DIGEST, id_key_text, &demands), 0);
        assert_int_equal(identity_read(IDENTITY_ID_KEY_DIGEST, id_key_text, &demands), 1);
}

static void demands_that_mean_nothing_are_refused(void **state)
{
        (void)state;
        refused(IDENTITY_ID_KEY_DIGEST, "1d1d");
        refused(IDENTITY_ID_KEY_DIGEST, "no digest");
        refused(IDENTITY_ID_KEY, "/nonexistent/key.pem");
        refused(IDENTITY_FAMILY_ID, "more than sixteen");
        refused(IDENTITY_GUEST_SVN, "4294967296");
        refused(IDENTITY_GUEST_SVN, "-1");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_the_report_says_may_be_demanded),
                cmocka_unit_test(anything_else_fails),
                cmocka_unit_test(an_author_key_must_be_enabled),
                cmocka_unit_test(without_a_demand_nothing_passes_or_fails),
                cmocka_unit_test(several_keys_may_be_given),
                cmocka_unit_test(demands_that_mean_nothing_are_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
