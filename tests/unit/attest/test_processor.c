/*
 * tests/unit/attest/test_processor.c - reports from a security processor behind hosts that are honest,
 * slow, unwilling or lie.
 */
#include "tests/unit/attest/test.h"

#include "services/attest/processor.h"
#include "tests/unit/attest/fake_processor.h"

static struct certificates certificates;
static uint8_t report[SNP_REPORT_SIZE];

/* A table with one certificate of 100 bytes at 48. */
static uint8_t table[4096];

static int set_up(void **state)
{
        const struct snp_certificate_entry entry = { .guid = SNP_GUID_VCEK,
                                                     .offset = 48,
                                                     .size = 100 };

        (void)state;
        fake_processor_reset();
        memset(table, 0, sizeof(table));
        memcpy(table, &entry, sizeof(entry));
        memset(table + 48, 0xcc, 100);
        memset(table + 148, 0xdd, sizeof(table) - 148); /* what the host had there */
        return processor_open();
}

static int ask(uint8_t first)
{
        uint8_t report_data[SNP_REPORT_DATA_SIZE] = { first };

        memset(report, 0, sizeof(report));
        return processor_report(report_data, report, &certificates);
}

static void gets_a_report_of_vmpl0_with_the_data(void **state)
{
        (void)state;
        assert_int_equal(ask(7), 0);
        assert_int_equal(fake.vmpl, 0);
        assert_int_equal(fake.report_data[0], 7);
        assert_int_equal(report[0x50], 7);
        assert_int_equal(certificates.size, 0);
}

static void counts_its_messages(void **state)
{
        (void)state;
        for (uint8_t i = 0; i < 20; i++)
                assert_int_equal(ask(i), 0);
        assert_int_equal(fake.sequence, 40);
        assert_int_equal(fake.reports, 20);
        assert_false(fake.sequence_reused);
}

static void takes_only_what_the_certificate_table_uses(void **state)
{
        (void)state;
        fake.certificates = table;
        fake.certificates_size = sizeof(table);
        assert_int_equal(ask(1), 0);
        assert_int_equal(certificates.size, 148);
        assert_memory_equal(certificates.table, table, 148);
}

static void a_bad_table_costs_the_certificates_only(void **state)
{
        const uint32_t too_big = 5000000;

        (void)state;
        memcpy(table + 20, &too_big, sizeof(too_big));
        fake.certificates = table;
        fake.certificates_size = sizeof(table);
        assert_int_equal(ask(1), 0);
        assert_int_equal(certificates.size, 0);
        assert_true(
                fake_logged("certificates are left out: a certificate is empty or lies outside"));
}

/* KVM by default. A report needs no certificates, and a guest may ask for one again and again. */
static void an_empty_table_is_said_once_and_no_failure(void **state)
{
        static const uint8_t empty[4096];
        const char *said;

        (void)state;
        fake.certificates = empty;
        fake.certificates_size = sizeof(empty);
        assert_int_equal(ask(1), 0);
        assert_int_equal(certificates.size, 0);
        said = strstr(fake.log, "attest: the host gives no certificates: reports go without");
        assert_non_null(said);
        assert_int_equal(ask(2), 0);
        assert_null(
                strstr(said + strlen("attest: the host gives no certificates"), "no certificates"));
}

static void sends_the_same_again_to_a_busy_host(void **state)
{
        (void)state;
        fake.busy = 3;
        assert_int_equal(ask(1), 0);
        assert_int_equal(fake.messages, 4);
        assert_int_equal(fake.reports, 1);
        assert_false(fake.sequence_reused);
}

static void does_not_wait_for_ever(void **state)
{
        (void)state;
        fake.busy = 1000000;
        assert_int_equal(ask(1), -1);
        assert_in_range(fake.now, 60000, 62000);
        assert_true(fake_logged("no report: the host is busy for 60 s"));
}

/* Throttled for two seconds: a line, an answer, and no more than twice as long as it was needed. */
static void bears_a_host_that_throttles(void **state)
{
        (void)state;
        fake.busy = 6;
        assert_int_equal(ask(1), 0);
        assert_int_equal(fake.messages, 7);
        assert_in_range(fake.now, 2000, 4000);
        assert_true(fake_logged("attest: the host is busy: asked again for up to 60 s"));
        assert_false(fake_logged("no report"));
}

static void a_short_wait_is_worth_no_line(void **state)
{
        (void)state;
        fake.busy = 3;
        assert_int_equal(ask(1), 0);
        assert_in_range(fake.now, 1, 1000);
        assert_false(fake_logged("the host is busy"));
}

static void does_not_wait_for_ever_without_a_clock(void **state)
{
        (void)state;
        fake.busy = 1000000;
        fake.stops_clock = true;
        assert_int_equal(ask(1), -1);
        assert_in_range(fake.messages, 2, 200);
}

static void a_message_that_was_not_answered_goes_first_the_next_time(void **state)
{
        (void)state;
        fake.refuses = UINT64_C(0x300000000);
        assert_int_equal(ask(1), -1);
        assert_true(fake_logged("no report: the host refuses: 0x300000000"));
        fake.refuses = 0;
        assert_int_equal(ask(2), 0);
        assert_int_equal(report[0x50], 2);
        assert_int_equal(fake.reports, 2); /* that for 1, which nobody wants any more, and this */
        assert_false(fake.sequence_reused);
}

/* It gives the message to the processor and keeps the answer, to see another with the same number. */
static void a_host_that_lies_about_a_message_sees_no_other_with_its_number(void **state)
{
        (void)state;
        fake.lies_about_busy = true;
        assert_int_equal(ask(1), -1); /* its repetition is an old number for the processor */
        assert_int_equal(ask(2), -1);
        assert_int_equal(ask(3), -1);
        assert_false(fake.sequence_reused);
        assert_int_equal(fake.reports, 1);
}

static void goes_without_certificates_that_do_not_fit(void **state)
{
        (void)state;
        fake.wants_pages = 9;
        assert_int_equal(ask(1), 0);
        assert_int_equal(fake.messages, 2);
        assert_false(fake.sequence_reused);
        assert_int_equal(certificates.size, 0);
}

static void a_forged_response_ends_the_use_of_the_key(void **state)
{
        static const size_t bytes[] = { 1, 0x21, 0x31, 0x35, 0x3d, 0x61, 0x200 };

        for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
                assert_int_equal(set_up(state), 0);
                fake.flip = bytes[i];
                assert_int_equal(ask(1), -1);
                assert_true(fake_logged("VMPCK0 is not used any more"));
                fake.flip = 0;
                assert_int_equal(ask(2), -1);
                assert_int_equal(fake.messages, 1);
        }
}

static void a_refusal_of_the_processor_is_not_a_report(void **state)
{
        (void)state;
        fake.status = 0x16;
        assert_int_equal(ask(1), -1);
        assert_true(fake_logged("the security processor refuses: status 0x16"));
        fake.status = 0;
        assert_int_equal(ask(1), 0); /* the key is as good as before */
        fake.other_report_data = true;
        assert_int_equal(ask(1), -1);
}

static void says_the_same_only_once(void **state)
{
        size_t length;

        (void)state;
        fake.refuses = 9;
        assert_int_equal(ask(1), -1);
        length = strlen(fake.log);
        for (int i = 0; i < 50; i++)
                assert_int_equal(ask(1), -1);
        assert_int_equal(strlen(fake.log), length);
}

static void does_not_start_without_a_key(void **state)
{
        (void)state;
        memset(fake.key, 0, sizeof(fake.key));
        assert_int_equal(processor_open(), -1);
        fake_processor_reset();
        fake.gives_nothing = true;
        assert_int_equal(processor_open(), -1);
        assert_true(fake_logged("attest: stopped: there is no VMPCK0"));
}

static void tells_the_kernel_how_the_tsc_runs(void **state)
{
        (void)state;
        fake.tsc_scale = UINT64_C(1) << 32;
        fake.tsc_offset = 12345;
        fake.certificates = table;
        fake.certificates_size = sizeof(table);
        assert_int_equal(processor_time(), 0);
        assert_int_equal(fake.time.tsc_scale, UINT64_C(1) << 32);
        assert_int_equal(fake.time.tsc_offset, 12345);
        assert_int_equal(ask(7), 0); /* with the next number */
        assert_int_equal(fake.sequence, 4);
        assert_string_equal(fake.log, "");
}

static void tells_nothing_that_the_processor_has_not_said(void **state)
{
        fake.tsc_scale = 1;
        fake.status = GUEST_MESSAGE_STATUS_INVALID_PARAMETER;
        assert_int_equal(processor_time(), -1);
        assert_true(fake_logged("attest: no time: the security processor refuses"));
        assert_int_equal(fake.time.tsc_scale, 0);
        fake.status = 0;
        assert_int_equal(ask(7), 0);
        assert_int_equal(set_up(state), 0);
        fake.tsc_scale = 1;
        fake.flip = 0x60 + 9;
        assert_int_equal(processor_time(), -1);
        assert_int_equal(fake.time.tsc_scale, 0);
}

static void time_that_stands_still_is_none(void **state)
{
        (void)state;
        assert_int_equal(processor_time(), -1);
        assert_true(fake_logged("attest: no time: the kernel does not take it"));
}

/* The request for the time is answered late: before the report that is asked for then. */
static void a_report_after_a_request_for_time_without_an_answer(void **state)
{
        (void)state;
        fake.busy = 1000;
        assert_int_equal(processor_time(), -1);
        fake.busy = 0;
        assert_int_equal(ask(9), 0);
        assert_int_equal(report[0x50], 9);
        assert_int_equal(fake.sequence, 4);
        assert_false(fake.sequence_reused);
        assert_int_equal(fake.time.tsc_scale, 0);
}

#define PROCESSOR_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
        const struct CMUnitTest tests[] = {
                PROCESSOR_TEST(gets_a_report_of_vmpl0_with_the_data),
                PROCESSOR_TEST(counts_its_messages),
                PROCESSOR_TEST(takes_only_what_the_certificate_table_uses),
                PROCESSOR_TEST(a_bad_table_costs_the_certificates_only),
                PROCESSOR_TEST(an_empty_table_is_said_once_and_no_failure),
                PROCESSOR_TEST(sends_the_same_again_to_a_busy_host),
                PROCESSOR_TEST(bears_a_host_that_throttles),
                PROCESSOR_TEST(a_short_wait_is_worth_no_line),
                PROCESSOR_TEST(does_not_wait_for_ever),
                PROCESSOR_TEST(does_not_wait_for_ever_without_a_clock),
                PROCESSOR_TEST(a_message_that_was_not_answered_goes_first_the_next_time),
                PROCESSOR_TEST(a_host_that_lies_about_a_message_sees_no_other_with_its_number),
                PROCESSOR_TEST(goes_without_certificates_that_do_not_fit),
                PROCESSOR_TEST(a_forged_response_ends_the_use_of_the_key),
                PROCESSOR_TEST(a_refusal_of_the_processor_is_not_a_report),
                PROCESSOR_TEST(says_the_same_only_once),
                PROCESSOR_TEST(does_not_start_without_a_key),
                PROCESSOR_TEST(tells_the_kernel_how_the_tsc_runs),
                PROCESSOR_TEST(tells_nothing_that_the_processor_has_not_said),
                PROCESSOR_TEST(time_that_stands_still_is_none),
                PROCESSOR_TEST(a_report_after_a_request_for_time_without_an_answer),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
