/* tests/unit/verify/test_report.c - reports that verify, and each thing that makes them not. */
#include "tests/unit/verify/fixture.h"

#include "tools/evidence/signature.h"

static void resign(struct fixture *fixture)
{
        fixture_sign(fixture, fixture->keys.vcek);
}

static void reports_of_all_products_and_versions_verify(void **state)
{
        static const uint32_t versions[] = { 2, 3, 4, 5, 6, 77 };

        for (unsigned int product = 0; product < SNP_PRODUCT_COUNT; product++) {
                for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
                        fixture_change_chip(*state, (enum snp_product)product, versions[i]);
                        assert_true(fixture_verify(*state));
                }
        }
}

static void every_step_is_named(void **state)
{
        static const char *const names[] = { "report",     "signing key",  "certificates",
                                             "revocation", "product",      "chip",
                                             "TCB",        "provisional",  "minimum TCB",
                                             "signature",  "unknown bits", "guest policy",
                                             "VMPL",       "measurement" };
        struct fixture *fixture = *state;

        assert_true(fixture_verify(fixture));
        assert_int_equal(fixture->steps.count, sizeof(names) / sizeof(names[0]));
        for (size_t i = 0; i < fixture->steps.count; i++) {
                assert_string_equal(fixture->steps.list[i].name, names[i]);
                assert_int_equal(fixture->steps.list[i].verdict,
                                 strcmp(names[i], "revocation") ? STEP_PASSED : STEP_SKIPPED);
        }
}

/* One bit of every byte that is signed, of R and S, and of what is behind them; the whole verification is slow, so of some. */
static void no_byte_may_change(void **state)
{
        struct fixture *fixture = *state;
        uint8_t *bytes = (uint8_t *)&fixture->report;

        for (size_t i = 0; i < SNP_REPORT_SIZE; i++) {
                bytes[i] ^= 1;
                assert_false(report_signed_by(&fixture->report, fixture->keys.vcek));
                assert_false(i % 16 == 0 && fixture_verify(fixture));
                bytes[i] ^= 1;
        }
        assert_true(fixture_verify(fixture));
}

static void a_changed_field_is_a_wrong_signature(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.report_data[5] ^= 4;
        assert_string_equal(fixture_fails_at(fixture, "signature"), "not over this report");
        fixture_reset(state);
        fixture->report.signature_s[0] ^= 1;
        assert_string_equal(fixture_fails_at(fixture, "signature"), "not over this report");
}

static void another_key_is_a_wrong_signature(void **state)
{
        EVP_PKEY *other = EVP_EC_gen("P-384");

        fixture_sign(*state, other);
        assert_string_equal(fixture_fails_at(*state, "signature"), "not over this report");
        EVP_PKEY_free(other);
}

/* What contradicts a known meaning. */
static void what_contradicts_is_refused(void **state)
{
        struct fixture *fixture = *state;
        struct snp_report *report = &fixture->report;
        struct evidence evidence = { report, sizeof(*report) - 1, &fixture->certificates };
        struct steps steps = { 0 };
        struct snp_report out;

        assert_false(report_verify(&evidence, &fixture->rules, &steps, &out));
        assert_string_equal(steps_failure(&steps)->detail, "it has not the size of a report");
        report->version = 1;
        assert_string_equal(fixture_fails_at(fixture, "report"), "its version is not 2 or later");
        fixture_reset(state);
        report->signature_algorithm = 2;
        assert_string_equal(fixture_fails_at(fixture, "report"),
                            "it is not signed with P-384 and SHA-384");
        fixture_reset(state);
        report->policy &= ~SNP_POLICY_ONE;
        assert_string_equal(fixture_fails_at(fixture, "report"), "bit 17 of its policy is not set");
        fixture_reset(state);
        memset(report->signature_r, 0, sizeof(report->signature_r));
        fixture_fails_at(fixture, "signature");
        fixture_reset(state);
        report->signature_s[71] = 1;
        fixture_fails_at(fixture, "signature");
        fixture_reset(state);
        report->reserved_330[367] = 1; /* not signed */
        fixture_fails_at(fixture, "signature");
}

static void what_is_not_known_is_named_and_refused_on_demand(void **state)
{
        struct fixture *fixture = *state;
        struct snp_report *report = &fixture->report;
        const struct {
                uint8_t *byte;
                const char *what;
        } cases[] = {
                { (uint8_t *)&report->policy + 7, "POLICY bit 63:" },
                { (uint8_t *)&report->platform_info, "PLATFORM_INFO bit 6:" },
                { (uint8_t *)&report->platform_info + 1, "PLATFORM_INFO bit 14:" },
                { (uint8_t *)&report->key_info + 1, "KEY_INFO bit 14:" },
                { (uint8_t *)&report->reserved_4c, "byte 0x4c:" },
                { report->reserved_18b, "byte 0x18b:" },
                { &report->reserved_1eb, "byte 0x1eb:" },
                { &report->reserved_1ef, "byte 0x1ef:" },
                { report->reserved_208 + 23, "byte 0x21f:" },
                { report->current_etcb, "byte 0x220:" },
                { report->reserved_280 + 31, "byte 0x29f:" },
                { (uint8_t *)&report->current_mitigation_vector, "byte 0x200:" },
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                *cases[i].byte = i == 1 ? 0x40 : i == 2 || i == 3 ? 0x40 : 0x80;
                fixture_leaves_open(fixture, cases[i].what);
                fixture_reset(state);
        }
        memset(report->reserved_208 + 8, 1, 3);
        fixture_leaves_open(fixture, "bytes 0x210 to 0x212:");
        fixture_reset(state);
        report->version = 7;
        fixture_leaves_open(fixture, "version 7:");
        fixture_reset(state);
        report->cpuid_model = 0x40;
        fixture_leaves_open(fixture, "CPU family 0x19 model 0x40:");
        fixture_change_chip(fixture, SNP_PRODUCT_MILAN, 2);
        report->cpuid_family = 0x19;
        fixture_leaves_open(fixture, "byte 0x188:");
}

/* However much it is, the list fits its line. */
static void a_report_of_ones_is_listed_in_a_line(void **state)
{
        struct snp_report report;
        char text[REPORT_UNKNOWN_MAX];
        enum snp_product product = SNP_PRODUCT_TURIN;

        (void)state;
        memset(&report, 0xff, sizeof(report));
        assert_true(report_unknown(&report, &product, text));
        assert_true(strlen(text) < sizeof(text));
        assert_string_equal(text + strlen(text) - 3, "...");
}

/* As a real one of Turin has it: version 5, PLATFORM_INFO 0x65, mitigations. */
static void a_turin_of_today_verifies(void **state)
{
        struct fixture *fixture = *state;

        fixture_change_chip(fixture, SNP_PRODUCT_TURIN, 5);
        fixture->report.platform_info = 0x65;
        fixture->report.launch_mitigation_vector = 0x3f;
        fixture->report.current_mitigation_vector = 0x3f;
        fixture->rules.demands.platform = DEMAND_ALIAS_CHECK | DEMAND_ECC;
        fixture_leaves_open(fixture, "PLATFORM_INFO bit 6:");
}

static void a_chips_key_that_is_masked_signs_nothing(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.key_info = SNP_KEY_INFO_MASK_CHIP_KEY | SNP_SIGNING_KEY_NONE << 2;
        assert_string_equal(fixture_fails_at(fixture, "signing key"),
                            "nothing has signed it: the host masks the chip's key");
        fixture->report.key_info = 3 << 2;
        fixture_verify(fixture);
        assert_string_equal(steps_failure(&fixture->steps)->detail,
                            "number 3, which is not known here");
}

static void a_debugged_guest_is_refused(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.policy |= SNP_POLICY_DEBUG;
        resign(fixture);
        assert_string_equal(fixture_fails_at(fixture, "guest policy"),
                            "the host may debug the guest");
}

static void debugging_and_migration_may_be_allowed(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.policy |= SNP_POLICY_DEBUG | SNP_POLICY_MIGRATION;
        resign(fixture);
        fixture->rules.debug = true;
        fixture_fails_at(fixture, "guest policy");
        fixture->rules.migration = true;
        assert_true(fixture_verify(fixture));
        fixture->rules.debug = false;
        fixture_fails_at(fixture, "guest policy");
}

static void a_migration_agent_is_refused(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.policy |= SNP_POLICY_MIGRATION;
        resign(fixture);
        fixture_fails_at(fixture, "guest policy");
        fixture_reset(state);
        fixture->report.report_id_ma[31] = 0;
        resign(fixture);
        assert_string_equal(fixture_fails_at(fixture, "guest policy"),
                            "a migration agent may move the guest");
}

static void another_vmpl_is_refused(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.vmpl = 2;
        resign(fixture);
        assert_string_equal(fixture_fails_at(fixture, "VMPL"), "asked for by VMPL 2; expected 0");
        fixture->rules.vmpl = 2;
        assert_true(fixture_verify(fixture));
}

static void another_measurement_is_refused(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.measurement[47] ^= 1;
        resign(fixture);
        fixture_fails_at(fixture, "measurement");
        fixture->rules.any_measurement = true;
        assert_true(fixture_verify(fixture));
        fixture->rules.any_measurement = false;
        fixture->rules.measurement_count = 0;
        fixture_fails_at(fixture, "measurement");
}

/*
 * The fixture's digest with save areas behind it, by tests/vectors/igvm/digests.py (kvm_reset, Chain): how many, as far as they
 * are found.
 */
static const struct {
        unsigned int added;
        const char *digest;
} with_added_vcpus[] = {
        { 1, "9e45bcb5b0b1100edf75987d4c078445111db7f5da900343"
             "4f890a43832d47d45a96557f9f6446db25804c5b3ead0822" }, /* EPYC-v4 */
        { 3,
          "a77d35b8b92347af252e82351398431d6332486777fac407"
          "519d4f0a51ba704b90adbe024e3ee80bcc7dda830f9e77f9" }, /* Milan, with debug swap and Secure TSC */
        { 511, "90d5393b275940e72cff5a720cea0857019ed269e0ac4746"
               "c6753b8e14edde4d55ca6c82d09e16cdde58b09ea3c9c6df" }, /* Genoa */
        { 0,
          "adc89e918f905252b2c8015594b31b887335beb58415fa77"
          "388f51d9b58404605313dc7ef0913d764ba9623d8c0bcb08" }, /* one too many to be looked for */
};

static void a_digest_with_save_areas_that_kvm_adds_is_refused_by_name(void **state)
{
        struct fixture *fixture = *state;
        const size_t count = sizeof(with_added_vcpus) / sizeof(with_added_vcpus[0]);
        size_t size;

        for (size_t i = 0; i < count; i++) {
                const char *said;
                char want[32];

                assert_int_equal(OPENSSL_hexstr2buf_ex(fixture->report.measurement,
                                                       MEASUREMENT_SIZE, &size,
                                                       with_added_vcpus[i].digest, '\0'),
                                 1);
                resign(fixture);
                said = fixture_fails_at(fixture, "measurement");
                snprintf(want, sizeof(want), "with %u save area", with_added_vcpus[i].added);
                assert_int_equal(strstr(said, want) != NULL, with_added_vcpus[i].added != 0);
                assert_int_equal(strstr(said, "they begin in memory that the guest may write") !=
                                         NULL,
                                 with_added_vcpus[i].added != 0);
        }
        fixture->rules.measurement_count = 0;
        assert_non_null(
                strstr(fixture_fails_at(fixture, "measurement"), "is not one that is expected"));
}

static void another_chip_is_refused(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.chip_id[63] ^= 1;
        resign(fixture);
        fixture_fails_at(fixture, "chip");
        memset(fixture->report.chip_id, 0, sizeof(fixture->report.chip_id)); /* masked */
        resign(fixture);
        fixture_fails_at(fixture, "chip");
}

static void a_chip_may_be_hidden_where_that_is_allowed(void **state)
{
        struct fixture *fixture = *state;

        memset(fixture->report.chip_id, 0, sizeof(fixture->report.chip_id));
        resign(fixture);
        assert_string_equal(fixture_fails_at(fixture, "chip"),
                            "the report hides it (MASK_CHIP_ID); the certificate is of "
                            "c1c1c1c1c1c1c1c1...");
        fixture->rules.masked_chip = true;
        assert_true(fixture_verify(fixture));
        fixture->report.report_data[0] ^= 1;
        fixture_fails_at(fixture, "signature");
}

/* A chip that is hidden is known by its certificate. */
static void chips_may_be_listed(void **state)
{
        struct fixture *fixture = *state;

        fixture->rules.chip_count = 2;
        memset(fixture->rules.chips[0], 0x11, SNP_CHIP_ID_SIZE);
        memset(fixture->rules.chips[1], 0xc1, SNP_CHIP_ID_SIZE);
        assert_true(fixture_verify(fixture));
        fixture->rules.masked_chip = true;
        memset(fixture->report.chip_id, 0, sizeof(fixture->report.chip_id));
        resign(fixture);
        assert_true(fixture_verify(fixture));
        fixture->rules.chips[1][63] ^= 1;
        assert_string_equal(fixture_fails_at(fixture, "chip list"),
                            "the chip is none of the 2 that are expected");
}

static void another_cpu_is_refused(void **state)
{
        struct fixture *fixture = *state;

        fixture->report.cpuid_model = 0x11;
        resign(fixture);
        assert_string_equal(fixture_fails_at(fixture, "product"),
                            "Milan for CPU family 0x19, model 0x11");
        fixture->report.cpuid_family = 0x1a;
        fixture->report.cpuid_model = 0x50;
        resign(fixture);
        fixture_fails_at(fixture, "product");
        assert_string_equal(report_cpu_name(&fixture->report), "Venice");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(reports_of_all_products_and_versions_verify, fixture_reset),
                cmocka_unit_test_setup(every_step_is_named, fixture_reset),
                cmocka_unit_test_setup(no_byte_may_change, fixture_reset),
                cmocka_unit_test_setup(a_changed_field_is_a_wrong_signature, fixture_reset),
                cmocka_unit_test_setup(another_key_is_a_wrong_signature, fixture_reset),
                cmocka_unit_test_setup(what_contradicts_is_refused, fixture_reset),
                cmocka_unit_test_setup(what_is_not_known_is_named_and_refused_on_demand,
                                       fixture_reset),
                cmocka_unit_test_setup(a_report_of_ones_is_listed_in_a_line, fixture_reset),
                cmocka_unit_test_setup(a_turin_of_today_verifies, fixture_reset),
                cmocka_unit_test_setup(a_chips_key_that_is_masked_signs_nothing, fixture_reset),
                cmocka_unit_test_setup(a_chip_may_be_hidden_where_that_is_allowed, fixture_reset),
                cmocka_unit_test_setup(chips_may_be_listed, fixture_reset),
                cmocka_unit_test_setup(debugging_and_migration_may_be_allowed, fixture_reset),
                cmocka_unit_test_setup(a_debugged_guest_is_refused, fixture_reset),
                cmocka_unit_test_setup(a_migration_agent_is_refused, fixture_reset),
                cmocka_unit_test_setup(another_vmpl_is_refused, fixture_reset),
                cmocka_unit_test_setup(another_measurement_is_refused, fixture_reset),
                cmocka_unit_test_setup(a_digest_with_save_areas_that_kvm_adds_is_refused_by_name,
                                       fixture_reset),
                cmocka_unit_test_setup(another_chip_is_refused, fixture_reset),
                cmocka_unit_test_setup(another_cpu_is_refused, fixture_reset),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
