/* tests/unit/ca/test_policy.c - policy files: read, refused with a place, and added to. */
#include "tests/unit/verify/fixture.h"

#include <stdlib.h>
#include <unistd.h>

#include "tools/ca/policy/edit.h"
#include "tools/ca/policy/watch.h"
#include "tools/policy/file.h"
#include "tools/common/command.h"

#define DIGEST                                                                                     \
        "\"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b" \
        "2c2d2e2f30\""

int command_error(const char *name, const char *format, ...)
{
        (void)name;
        (void)format;
        return 1;
}

/* What is said of a policy that must be refused. */
static const char *complaint(const char *text)
{
        static char said[1024];
        FILE *errors = fmemopen(said, sizeof(said), "w");

        assert_null(policy_load_text("p.yaml", text, strlen(text), errors));
        fclose(errors);
        return said;
}

static void all_of_it_is_read(void **state)
{
        static const char text[] =
                "measurements: [{digest: " DIGEST ", label: linux.igvm}, {digest: " DIGEST "}]\n"
                "profiles: [tcg-low, google]\n"
                "vmpl: 0\n"
                "minimum-tcb: {boot-loader: 3, snp: 8, microcode: 219}\n"
                "vlek: allow\n"
                "provisional-firmware: allow\n"
                "unattested: allow\n"
                "gce: {zone: z, project-number: 123456789012, project-id: p,\n"
                "      instance-id: 9223372036854775807, instance-name: n, security-version: 3,\n"
                "      production: true}\n"
                "issuer-url: http://a/b\n"
                "crl-url: https://c/d\n";
        struct ca_policy *policy = policy_load_text("p.yaml", text, strlen(text), stderr);

        (void)state;
        assert_non_null(policy);
        assert_int_equal(policy->rules.measurement_count, 2);
        assert_string_equal(policy->measurements[0].label, "linux.igvm");
        assert_int_equal(policy->measurements[1].digest[47], 0x30);
        assert_int_equal(policy->profile_count, 2);
        assert_ptr_equal(policy_find_profile(policy, policy->profiles[1].digest, 48),
                         &policy->profiles[1]);
        assert_null(policy_find_profile(policy, policy->profiles[1].digest, 47));
        assert_int_equal(policy->rules.minimum.microcode, 219);
        assert_true(policy->rules.vlek && policy->rules.provisional && policy->unattested);
        assert_int_equal(policy->gce.instance_id, INT64_MAX);
        assert_true(policy->gce.production);
        assert_string_equal(policy->crl_url, "https://c/d");
        policy_free(policy);
}

static void what_is_not_said_is_refused(void **state)
{
        struct ca_policy *policy = policy_load_text("p.yaml", "vmpl: 0\n", 8, stderr);

        (void)state;
        assert_non_null(policy);
        assert_false(policy->unattested || policy->rules.vlek || policy->rules.provisional ||
                     policy->rules.any_measurement || policy->has_gce);
        assert_false(policy->rules.vcek_refused || policy->rules.unknown_refused ||
                     policy->rules.masked_chip || policy->rules.debug || policy->rules.migration ||
                     policy->rules.time_given);
        assert_int_equal(policy->rules.measurement_count, 0);
        assert_int_equal(policy->root_count, 0);
        policy_free(policy);
}

#define ONES                                                 \
        "\"111111111111111111111111111111111111111111111111" \
        "111111111111111111111111111111111111111111111111\""

static void demands_are_read(void **state)
{
        static const char text[] =
                "demand:\n"
                "  platform: [alias-check, ciphertext-hiding, smt-off, tsme]\n"
                "  single-socket: true\n"
                "  firmware: {major: 1, minor: 55}\n"
                "  id-keys: [" ONES ", " DIGEST "]\n"
                "  author-keys: [" DIGEST "]\n"
                "  host-data: \"2222222222222222222222222222222222222222222222222222222222222222\"\n";
        struct ca_policy *policy = policy_load_text("p.yaml", text, strlen(text), stderr);
        const struct report_demands *demands;

        (void)state;
        assert_non_null(policy);
        demands = &policy->rules.demands;
        assert_int_equal(demands->platform,
                         DEMAND_ALIAS_CHECK | DEMAND_CIPHERTEXT | DEMAND_SMT_OFF | DEMAND_TSME);
        assert_true(demands->single_socket && demands->host_data_given);
        assert_int_equal(demands->firmware.major, 1);
        assert_int_equal(demands->firmware.minor, 55);
        assert_int_equal(demands->firmware.build, 0);
        assert_int_equal(demands->id_keys.count, 2);
        assert_int_equal(demands->id_keys.digests[0][47], 0x11);
        assert_int_equal(demands->id_keys.digests[1][47], 0x30);
        assert_int_equal(demands->author_keys.count, 1);
        assert_int_equal(demands->host_data[31], 0x22);
        policy_free(policy);
}

/* For who goes by who has signed an image: it has to be said. */
static void any_measurement_may_be_said(void **state)
{
        struct ca_policy *policy = policy_load_text("p.yaml", "measurements: any\n", 18, stderr);

        (void)state;
        assert_non_null(policy);
        assert_true(policy->rules.any_measurement);
        policy_free(policy);
}

/* What `cashew ca serve` says at its start of a policy with that text. */
static const char *said_at_start(const char *text)
{
        static char said[1024];
        char path[] = "/tmp/cashew-test-XXXXXX";
        int file = mkstemp(path);
        struct policy_watch watch;
        FILE *saved = stderr;

        assert_true(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
        close(file);
        memset(said, 0, sizeof(said));
        stderr = fmemopen(said, sizeof(said), "w");
        assert_int_equal(policy_watch_open(&watch, path), 0);
        policy_watch_close(&watch);
        fclose(stderr);
        stderr = saved;
        remove(path);
        return said;
}

static void a_policy_that_proves_little_is_told(void **state)
{
        (void)state;
        assert_null(strstr(said_at_start("vmpl: 0\n"), "WARNING"));
        assert_non_null(strstr(said_at_start("measurements: any\n"), "takes any measurement"));
        assert_null(strstr(said_at_start("measurements: any\ndemand: {id-keys: [" ONES "]}\n"),
                           "WARNING"));
        assert_non_null(strstr(said_at_start("debug: allow\n"), "allows debugging"));
        assert_non_null(strstr(said_at_start("migration: allow\n"), "allows debugging"));
        assert_non_null(strstr(said_at_start("unattested: allow\n"), "allows unattested"));
}

static void mistakes_have_a_place(void **state)
{
        static const struct {
                const char *text;
                const char *said;
        } cases[] = {
                { "unattested: maybe\n", "p.yaml:1:13: unattested: found \"maybe\"; expected one "
                                         "of refuse, allow\n" },
                { "vmpl: 0\nmeasurement: []\n", "p.yaml:2:1: policy: found \"measurement\"; " },
                { "measurements:\n  - {digest: \"0102\"}\n",
                  "p.yaml:2:14: digest: found \"0102\"; expected 96 hexadecimal digits\n" },
                { "measurements: [{label: x}]\n",
                  "p.yaml:1:16: measurements: found no \"digest\"; expected one\n" },
                { "trusted-arks: [nowhere.pem]\n",
                  "p.yaml:1:16: trusted-arks: nowhere.pem: No such file or directory\n" },
                { "minimum-tcb: {snp: 300}\n",
                  "p.yaml:1:20: snp: found \"300\"; expected a number from 0 to 255\n" },
                { "vmpl: 0\nvmpl: 1\n", "p.yaml:2:1: policy: found \"vmpl\" twice; " },
                { "crl-url: ftp://x\n",
                  "p.yaml:1:10: crl-url: found \"ftp://x\"; expected a URL of http, https or file\n" },
                { "gce: {zone: z}\n", "p.yaml:1:6: gce: found no \"project-number\"" },
                { "profiles: [no-such-profile]\n", "no-such-profile" },
                { "demand: {platform: [alias]}\n", "p.yaml:1:21: platform: found \"alias\"; " },
                { "demand: {platform: 63}\n", "p.yaml:1:20: platform: " },
                { "demand: {platform: []}\n", "p.yaml:1:20: platform: " },
                { "demand: {sockets: 1}\n", "p.yaml:1:10: demand: found \"sockets\"; " },
                { "demand: {single-socket: 1}\n", "p.yaml:1:25: single-socket: " },
                { "demand: {firmware: {major: 1}}\n", "p.yaml:1:20: firmware: found no \"minor\"" },
                { "demand: {id-keys: [\"01\"]}\n",
                  "p.yaml:1:20: id-keys: found \"01\"; expected 96 hexadecimal digits" },
                { "demand: {author-keys: []}\n", "p.yaml:1:23: author-keys: " },
                { "demand: {host-data: \"01\"}\n",
                  "p.yaml:1:21: host-data: found \"01\"; expected 64 hexadecimal digits" },
                { "measurements: all\n",
                  "p.yaml:1:15: measurements: found \"all\"; expected a list" },
                { "chips: [\"0102\"]\n", "p.yaml:1:9: chips: found \"0102\"; expected a chip ID" },
                { "crls: [/nonexistent.crl]\n",
                  "p.yaml:1:8: crls: /nonexistent.crl: No such file or directory" },
                { "time: soon\n", "p.yaml:1:7: time: found \"soon\"; expected 2025-06-30, " },
                { "unknown-bits: ignore\n",
                  "p.yaml:1:15: unknown-bits: found \"ignore\"; expected one of refuse, allow" },
                { "demand: {guest-policy: [tsme]}\n",
                  "p.yaml:1:25: guest-policy: found \"tsme\"; " },
                { "demand: {guest-abi: {major: 1, minor: 2, build: 3}}\n",
                  "p.yaml:1:42: guest-abi: found \"build\"; " },
                { "demand: {family-id: more than sixteen}\n", "p.yaml:1:21: family-id: found " },
                { "[1]\n", "p.yaml:1:1: policy: found a list; expected a mapping" },
                { "a: [\n", "p.yaml:2:1: not YAML: " },
        };

        (void)state;
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                const char *said = complaint(cases[i].text);

                if (!strstr(said, cases[i].said))
                        fail_msg("\"%s\" is not in \"%s\"", cases[i].said, said);
        }
}

static void assert_edit(const char *before, const char *list, const char *item, const char *after)
{
        char *text = policy_edit_add(before, strlen(before), list, item);

        assert_non_null(text);
        assert_string_equal(text, after);
        free(text);
}

static void additions_leave_the_rest_as_it_is(void **state)
{
        (void)state;
        assert_edit("# mine\nvmpl: 0", "profiles", "aws", "# mine\nvmpl: 0\nprofiles:\n  - aws\n");
        assert_edit("profiles:\n    - a # first\n    # that was it\nvmpl: 0\n", "profiles", "b",
                    "profiles:\n    - a # first\n    - b\n    # that was it\nvmpl: 0\n");
        assert_edit("profiles:\n- a", "profiles", "b", "profiles:\n- a\n- b");
        assert_edit("profiles: [a, b] # c\n", "profiles", "d", "profiles: [a, b, d] # c\n");
        assert_edit("profiles: []\nx: y\n", "profiles", "d", "profiles: [d]\nx: y\n");
        assert_edit("m:\n  - digest: x\n    label: y\n\nz: 1\n", "m", "{digest: w}",
                    "m:\n  - digest: x\n    label: y\n  - {digest: w}\n\nz: 1\n");
}

static void additions_find_their_place_behind_other_alphabets(void **state)
{
        (void)state;
        assert_edit("# \u00e4\u00f6\u20ac\U0001f511\nprofiles: [a]\n", "profiles", "b",
                    "# \u00e4\u00f6\u20ac\U0001f511\nprofiles: [a, b]\n");
        assert_edit("# \u20ac\u20ac\nprofiles:\n  - a\nvmpl: 0\n", "profiles", "b",
                    "# \u20ac\u20ac\nprofiles:\n  - a\n  - b\nvmpl: 0\n");
        assert_edit("\xef\xbb\xbfprofiles: [a]\n", "profiles", "b",
                    "\xef\xbb\xbfprofiles: [a, b]\n");
}

static void what_is_no_list_is_not_added_to(void **state)
{
        (void)state;
        assert_null(policy_edit_add("profiles: a\n", 12, "profiles", "b"));
        assert_null(policy_edit_add("a: [\n", 5, "profiles", "b"));
        assert_null(policy_edit_add("a\0b", 3, "profiles", "b"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(all_of_it_is_read),
                cmocka_unit_test(what_is_not_said_is_refused),
                cmocka_unit_test(demands_are_read),
                cmocka_unit_test(any_measurement_may_be_said),
                cmocka_unit_test(a_policy_that_proves_little_is_told),
                cmocka_unit_test(mistakes_have_a_place),
                cmocka_unit_test(additions_leave_the_rest_as_it_is),
                cmocka_unit_test(additions_find_their_place_behind_other_alphabets),
                cmocka_unit_test(what_is_no_list_is_not_added_to),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
