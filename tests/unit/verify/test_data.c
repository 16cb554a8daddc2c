/* tests/unit/verify/test_data.c - what a report was made for. */
#include "tests/unit/verify/fixture.h"

static void report_data_binds_two_parts(void **state)
{
        struct fixture *fixture = *state;
        struct steps steps = { 0 };

        EVP_Digest("nonce and manifest", 18, fixture->report.report_data, NULL, EVP_sha512(), NULL);
        assert_true(report_verify_data(&fixture->report, "binding", "nonce ", 6, "and manifest", 12,
                                       &steps));
        assert_false(report_verify_data(&fixture->report, "binding", "nonce ", 6, "and manifesT",
                                        12, &steps));
        assert_string_equal(steps_failure(&steps)->name, "binding");
        assert_false(report_verify_data(&fixture->report, "binding", "Nonce ", 6, "and manifest",
                                        12, &steps));
}

/* Without an SVSM REPORT_DATA is what was asked for, zeros behind. */
static void report_data_may_be_given(void **state)
{
        struct fixture *fixture = *state;
        struct steps steps = { 0 };
        uint8_t data[SNP_REPORT_DATA_SIZE + 1] = "sixteen byte data";

        memcpy(fixture->report.report_data, data, SNP_REPORT_DATA_SIZE);
        assert_true(report_verify_given_data(&fixture->report, data, 17, &steps));
        assert_true(report_verify_given_data(&fixture->report, data, 64, &steps));
        assert_false(report_verify_given_data(&fixture->report, data, 16, &steps));
        assert_false(report_verify_given_data(&fixture->report, data, 65, &steps));
        steps = (struct steps){ 0 };
        assert_false(report_verify_data(&fixture->report, "binding", data, 17, NULL, 0, &steps));
        assert_non_null(strstr(steps_failure(&steps)->detail, "the nonce itself"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(report_data_binds_two_parts, fixture_reset),
                cmocka_unit_test_setup(report_data_may_be_given, fixture_reset),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
