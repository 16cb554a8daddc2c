/* tests/unit/verify/test_tcb.c - the TCBs of a report: among each other, to the certificate's, to what is demanded. */
#include "tests/unit/verify/fixture.h"

static void resign(struct fixture *fixture)
{
        fixture_sign(fixture, fixture->keys.vcek);
}

static void the_tcb_is_the_certificates(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.reported_tcb -= 1;
        resign(fixture);
        assert_string_equal(fixture_fails_at(fixture, "TCB"),
                            "the reported TCB is not the certificate's");
        fixture_reset(state);
        fixture->report.current_tcb = fixture->report.committed_tcb = 0;
        fixture->report.launch_tcb = 0;
        resign(fixture);
        assert_string_equal(fixture_fails_at(fixture, "TCB"), "a TCB is above the current one");
        fixture_reset(state);
        fixture->report.launch_tcb |= 1 << 16; /* Milan has nothing there */
        resign(fixture);
        fixture->report.current_tcb |= 1 << 16;
        fixture->report.committed_tcb |= 1 << 16;
        fixture_leaves_open(
                fixture,
                "parts of the current TCB, parts of the committed TCB, parts of the launch TCB:");
}

static void provisional_firmware_is_refused_unless_allowed(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.committed_tcb = fixture->report.reported_tcb;
        resign(fixture);
        assert_non_null(strstr(fixture_fails_at(fixture, "provisional"),
                               "the firmware is provisional: it can be rolled back"));
        fixture->rules.provisional = true;
        assert_true(fixture_verify(fixture));
}

static void each_part_of_the_tcb_has_a_minimum(void **state)
{
        struct fixture *fixture = *state;
        uint8_t *const parts[] = {
                &fixture->rules.minimum.boot_loader, &fixture->rules.minimum.tee,
                &fixture->rules.minimum.snp,         &fixture->rules.minimum.microcode,
                &fixture->rules.minimum.fmc,
        };
        static const uint8_t reported[] = { 3, 0, 8, 200, 1 };

        fixture_change_chip(fixture, SNP_PRODUCT_TURIN, 3);
        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
                *parts[i] = reported[i];
                assert_true(fixture_verify(fixture));
                *parts[i] = (uint8_t)(reported[i] + 1);
                fixture_fails_at(fixture, "minimum TCB");
                *parts[i] = 0;
        }
}

/* Version 6 of reports, an extended TCB beside a TCB of three numbers. */
static void a_venice_verifies(void **state)
{
        struct fixture *fixture = *state;
        struct snp_report *report = &fixture->report;

        fixture_change_chip(fixture, SNP_PRODUCT_VENICE, 5);
        assert_int_equal(report->current_tcb, 0x090102);
        assert_int_equal(report->reported_tcb, 0x080001);
        report->version = 6;
        memset(report->current_etcb, 7, SNP_ETCB_PARTS);
        memset(report->committed_etcb, 7, SNP_ETCB_PARTS);
        memset(report->launch_etcb, 6, SNP_ETCB_PARTS);
        resign(fixture);
        assert_true(fixture_verify(fixture));
        assert_string_equal(fixture_step(fixture, "unknown bits")->detail,
                            "none: all of the report is known here");
        report->current_etcb[SNP_ETCB_PARTS] = 1; /* a number that is not known yet */
        fixture_leaves_open(fixture, "byte 0x22e:");
        report->current_etcb[SNP_ETCB_PARTS] = 0;
        report->committed_etcb[8] = 6; /* microcode */
        resign(fixture);
        assert_non_null(strstr(fixture_fails_at(fixture, "provisional"), "can be rolled back"));
        report->committed_etcb[8] = 7;
        report->launch_etcb[13] = 8;
        resign(fixture);
        assert_string_equal(fixture_fails_at(fixture, "TCB"),
                            "an extended TCB is above the current one");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(the_tcb_is_the_certificates, fixture_reset),
                cmocka_unit_test_setup(provisional_firmware_is_refused_unless_allowed,
                                       fixture_reset),
                cmocka_unit_test_setup(each_part_of_the_tcb_has_a_minimum, fixture_reset),
                cmocka_unit_test_setup(a_venice_verifies, fixture_reset),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
