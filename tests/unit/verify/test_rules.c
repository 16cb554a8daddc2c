/*
 * tests/unit/verify/test_rules.c - a policy's file and the options of `cashew attest verify` say the same in the same words, and
 * every step that is taken is explained.
 */
#include "tests/unit/verify/fixture.h"

#include <stdio.h>

#include "tools/attest/explain.h"
#include "tools/attest/identity.h"
#include "tools/attest/rules.h"
#include "tools/common/command.h"
#include "tools/policy/file.h"

static char last_error[512];

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

#define X8  "0123456789abcdef"
#define X32 X8 X8 X8 X8
#define X48 X32 X8 X8
#define X64 X32 X32

/* A key of a policy as a file has it, and as an option has it. */
static const struct {
        const char *yaml;
        enum rule_option option;
        const char *text;
} same[] = {
        { "chips: [\"" X64 "\"]\n", RULE_CHIP, X64 },
        { "chips: [\"" X8 "\"]\n", RULE_CHIP, X8 },
        { "vmpl: 2\n", RULE_VMPL, "2" },
        { "time: 2025-06-30\n", RULE_TIME, "2025-06-30" },
        { "time: 2025-06-30T00:00:00Z\n", RULE_TIME, "@1751241600" },
        { "minimum-tcb: {boot-loader: 3, tee: 1, snp: 8, microcode: 219, fmc: 2}\n",
          RULE_MINIMUM_TCB, "bootloader=3,tee=1,snp=8,microcode=219,fmc=2" },
        { "vcek: refuse\n", RULE_VCEK, "refuse" },
        { "vlek: allow\n", RULE_VLEK, "allow" },
        { "masked-chip: allow\n", RULE_MASKED_CHIP, "allow" },
        { "provisional-firmware: allow\n", RULE_PROVISIONAL, "allow" },
        { "unknown-bits: refuse\n", RULE_UNKNOWN_BITS, "refuse" },
        { "unknown-bits: allow\n", RULE_UNKNOWN_BITS, "allow" },
        { "debug: allow\n", RULE_DEBUG, "allow" },
        { "migration: allow\n", RULE_MIGRATION, "allow" },
        { "demand: {platform: [alias-check, tio-off]}\n", RULE_PLATFORM, "alias-check,tio-off" },
        { "demand: {guest-policy: [smt-off, single-socket, page-swap-off]}\n", RULE_GUEST_POLICY,
          "smt-off,single-socket,page-swap-off" },
        { "demand: {single-socket: true}\n", RULE_GUEST_POLICY, "single-socket" },
        { "demand: {guest-abi: {major: 1, minor: 55}}\n", RULE_GUEST_ABI, "1.55" },
        { "demand: {firmware: {major: 1, minor: 55, build: 21}}\n", RULE_FIRMWARE, "1.55.21" },
        { "demand: {firmware: {major: 1, minor: 55}}\n", RULE_FIRMWARE, "1.55" },
        { "demand: {host-data: \"" X32 "\"}\n", RULE_HOST_DATA, X32 },
};

/* Everything but pointers. */
static void assert_same_rules(struct report_rules left, struct report_rules right)
{
        left.roots = right.roots = NULL;
        left.measurements = right.measurements = NULL;
        left.references = right.references = NULL;
        assert_memory_equal(&left, &right, sizeof(left));
}

static void a_file_and_an_option_say_the_same(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
                struct ca_policy *of_file =
                        policy_load_text("p", same[i].yaml, strlen(same[i].yaml), stderr);
                struct ca_policy *of_option = policy_new();

                assert_non_null(of_file);
                if (rules_read(same[i].option, same[i].text, of_option))
                        fail_msg("%s", last_error);
                assert_same_rules(of_file->rules, of_option->rules);
                policy_free(of_file);
                policy_free(of_option);
        }
}

/* Who has signed an image. */
static void identities_say_the_same(void **state)
{
        static const char yaml[] = "demand: {id-keys: [\"" X48 "\"], author-keys: [\"" X48 "\"],\n"
                                   "         family-id: fleet, image-id: \"" X8 X8 "\",\n"
                                   "         guest-svn: 7}\n";
        struct ca_policy *of_file = policy_load_text("p", yaml, strlen(yaml), stderr);
        struct ca_policy *of_option = policy_new();
        struct report_demands *demands = &of_option->rules.demands;

        (void)state;
        assert_non_null(of_file);
        assert_int_equal(identity_read(IDENTITY_ID_KEY_DIGEST, X48, demands), 0);
        assert_int_equal(identity_read(IDENTITY_AUTHOR_KEY_DIGEST, X48, demands), 0);
        assert_int_equal(identity_read(IDENTITY_FAMILY_ID, "fleet", demands), 0);
        assert_int_equal(identity_read(IDENTITY_IMAGE_ID, X8 X8, demands), 0);
        assert_int_equal(identity_read(IDENTITY_GUEST_SVN, "7", demands), 0);
        assert_same_rules(of_file->rules, of_option->rules);
        policy_free(of_file);
        policy_free(of_option);
}

static void values_that_mean_nothing_are_refused(void **state)
{
        static const struct {
                enum rule_option option;
                const char *text;
        } cases[] = {
                { RULE_CRL, "/nonexistent/crl" },
                { RULE_CHIP, "0102" },
                { RULE_CHIP, "01:02:03:04:05:06:07:08" },
                { RULE_VMPL, "4" },
                { RULE_TIME, "yesterday" },
                { RULE_TIME, "2025-02-31" },
                { RULE_TIME, "2025-06-30T12:00:00" },
                { RULE_TIME, "@-1" },
                { RULE_MINIMUM_TCB, "snp" },
                { RULE_MINIMUM_TCB, "snp=256" },
                { RULE_MINIMUM_TCB, "psp=1" },
                { RULE_MINIMUM_TCB, "" },
                { RULE_PLATFORM, "alias" },
                { RULE_PLATFORM, "alias-check," },
                { RULE_GUEST_POLICY, "tsme" },
                { RULE_GUEST_ABI, "1" },
                { RULE_FIRMWARE, "1.256" },
                { RULE_FIRMWARE, "1.2.3.4" },
                { RULE_HOST_DATA, "00" },
                { RULE_VLEK, "maybe" },
                { RULE_DEBUG, "" },
        };
        struct ca_policy *policy = policy_new();

        (void)state;
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                *last_error = '\0';
                if (!rules_read(cases[i].option, cases[i].text, policy))
                        fail_msg("\"%s\" is accepted", cases[i].text);
                assert_non_null(strstr(last_error, cases[i].text));
        }
        policy_free(policy);
}

/* With everything demanded that there is. */
static void every_step_is_explained(void **state)
{
        struct fixture *fixture = *state;
        struct report_demands *demands = &fixture->rules.demands;
        static const struct reference_images images = { .count = 1 };

        fixture->rules.references = &images;
        demands->platform = DEMAND_ECC;
        demands->guest = DEMAND_GUEST_SMT_OFF;
        demands->single_socket = true;
        demands->abi.major = demands->firmware.major = 1;
        demands->id_keys.count = demands->author_keys.count = 1;
        demands->family_id.given = demands->image_id.given = true;
        demands->guest_svn_given = demands->host_data_given = true;
        fixture->rules.chip_count = 1;
        assert_false(fixture_verify(fixture));
        assert_int_equal(fixture->steps.count, 27);
        for (size_t i = 0; i < fixture->steps.count; i++) {
                if (!explained_step_find(fixture->steps.list[i].name))
                        fail_msg("%s is not explained", fixture->steps.list[i].name);
                assert_string_equal(explained_steps[i].name, fixture->steps.list[i].name);
        }
        assert_null(explained_step_find("something else"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_file_and_an_option_say_the_same),
                cmocka_unit_test(identities_say_the_same),
                cmocka_unit_test(values_that_mean_nothing_are_refused),
                cmocka_unit_test_setup(every_step_is_explained, fixture_reset),
        };

        return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
