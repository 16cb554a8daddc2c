/* tests/unit/eventlog/test_check.c - tools/attest/events: values of PCRs that a log makes, and what is decided by them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/eventlog/builder.h"
#include "tools/attest/events/check.h"

static struct built built;
static struct steps steps;
static struct pcr_values made;

static const char *failure(void)
{
        const struct step *step = steps_failure(&steps);

        return step ? step->name : "none";
}

static bool check(const struct pcr_values *pcrs, struct references *references, bool unlisted)
{
        const struct event_rules rules = { .pcrs = pcrs,
                                           .references = references,
                                           .unlisted = unlisted };
        struct events_result result;

        steps = (struct steps){ 0 };
        events_read(built.data, built.out.size, references, &steps, &result);
        made = result.replay.values;
        return result.read && events_check(&result, &rules, &steps);
}

/* Extending by hand: SHA-256 of the old value and the digest of @text. */
static void extend(uint8_t value[32], const void *text, size_t size)
{
        uint8_t both[64];

        memcpy(both, value, 32);
        EVP_Digest(text, size, both + 32, NULL, EVP_sha256(), NULL);
        EVP_Digest(both, 64, value, NULL, EVP_sha256(), NULL);
}

static void a_log_makes_the_values_that_extending_makes(void **state)
{
        static const uint8_t zeros[4];
        const struct pcr_bank *bank;
        uint8_t pcr4[32] = { 0 };
        uint8_t pcr0[32] = { [31] = 3 };

        (void)state;
        built_boot(&built, 1);
        assert_true(check(NULL, NULL, false));
        bank = pcr_bank_find(&made, 0x000b);
        assert_non_null(bank);
        extend(pcr0, "v\0001\0\0\0", 6);
        extend(pcr0, "volume", 6);
        assert_memory_equal(bank->values[0], pcr0, 32);
        extend(pcr4, "Calling EFI Application from Boot Option", 40);
        extend(pcr4, zeros, 4);
        extend(pcr4, "the image", 9);
        assert_memory_equal(bank->values[4], pcr4, 32);
        assert_int_equal(bank->known, 0x3b3);
        assert_int_equal(made.count, 2);
}

static void values_of_another_boot_are_refused(void **state)
{
        struct pcr_values given;

        (void)state;
        built_boot(&built, 1);
        assert_true(check(NULL, NULL, false));
        given = made;
        assert_true(check(&given, NULL, false));
        given.banks[1].values[7][0] ^= 1;
        assert_false(check(&given, NULL, false));
        assert_string_equal(failure(), "replay");
        given.banks[1].known &= ~UINT32_C(0x80); /* nobody says anything of PCR 7 */
        assert_true(check(&given, NULL, false));
        given.banks[0].known = 0;
        given.banks[1].known = 0;
        assert_false(check(&given, NULL, false)); /* nothing was compared */
}

/* A SecureBoot variable that says what was not measured. */
static void data_that_was_not_measured_is_found(void **state)
{
        static const uint8_t zeros[4];

        (void)state;
        built_begin(&built, 1);
        built_event(&built, 7, EV_SEPARATOR, zeros, 4, "another", 7);
        assert_false(check(NULL, NULL, false));
        assert_string_equal(failure(), "event data");

        built_begin(&built, 1);
        built_event(&built, 8, EV_IPL, "kernel_cmdline: a", 18, "b", 1);
        assert_false(check(NULL, NULL, false));
        assert_string_equal(failure(), "event data");

        built_begin(&built, 1);
        built_event(&built, 4, EV_EFI_ACTION, "a", 1, "b", 1);
        assert_true(check(NULL, NULL, false)); /* said, but nothing is decided by it */
}

/* Where a locality is named after PCR 0 was extended, the log's order is not the machine's. */
static void a_late_or_odd_locality_is_refused(void **state)
{
        (void)state;
        built_begin(&built, 1);
        built_plain(&built, 0, EV_S_CRTM_VERSION, "1", 1);
        built_event(&built, 0, EV_NO_ACTION, "StartupLocality\0\3", 17, "", 0);
        assert_false(check(NULL, NULL, false));
        assert_string_equal(failure(), "replay");
        built_begin(&built, 1);
        built_event(&built, 0, EV_NO_ACTION, "StartupLocality\0\2", 17, "", 0);
        assert_false(check(NULL, NULL, false));
        assert_string_equal(failure(), "replay");
}

static void a_malformed_log_is_refused_with_its_place(void **state)
{
        (void)state;
        built_boot(&built, 1);
        built.out.size -= 3;
        assert_false(check(NULL, NULL, false));
        assert_string_equal(failure(), "event log");
        assert_non_null(strstr(steps_failure(&steps)->detail, "offset"));
}

static const char *read_references(const char *text, struct references *out)
{
        size_t line;

        return references_read((const uint8_t *)text, strlen(text), out, &line);
}

/* What `cashew attest events --references` prints for the separator of PCR 7. */
#define SEPARATOR \
        "EV_SEPARATOR sha256:df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119\n"

static void references_must_all_be_found_and_others_be_allowed(void **state)
{
        struct references references;

        (void)state;
        built_boot(&built, 1);
        assert_null(read_references("# a comment\n4 " SEPARATOR "4 " SEPARATOR, &references));
        assert_false(check(NULL, &references, false)); /* PCR 4 has more */
        assert_string_equal(failure(), "reference values");
        references.unlisted = 0;
        assert_true(check(NULL, &references, true));
        references_free(&references);
        assert_null(read_references("3 " SEPARATOR, &references));
        assert_false(check(NULL, &references, true)); /* PCR 3 has none */
        references_free(&references);
}

static void malformed_references_are_refused(void **state)
{
        static const char *const bad[] = {
                "",
                "# nothing\n",
                "4 EV_SEPARATOR\n",
                "24 " SEPARATOR,
                "x " SEPARATOR,
                "4 EV_NONSENSE sha256:00\n",
                "4 EV_SEPARATOR sha256:00\n",
                "4 EV_SEPARATOR md5:00112233445566778899aabbccddeeff\n",
                "4 " SEPARATOR " 4 5 6 7",
        };
        struct references references;

        (void)state;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                assert_non_null(read_references(bad[i], &references));
                references_free(&references);
        }
}

static const char *read_pcrs(const char *text, struct pcr_values *out)
{
        size_t line;

        return pcr_values_read((const uint8_t *)text, strlen(text), out, &line);
}

#define ZEROS "0000000000000000000000000000000000000000"

static void values_are_read_as_tools_print_them(void **state)
{
        static const char *const good[] = {
                "  sha1:\n    0 : 0x" ZEROS "\n    7 : 0x" ZEROS "\n",
                "pcrs:\n  sha1:\n    0 : 0x" ZEROS "\n    7 : 0x" ZEROS "\n  sha256:\n",
                "sha1:0=" ZEROS "\nsha1:7=" ZEROS "\n",
                "{\"pcrs\": {\"SHA-1\": {\"0\": \"" ZEROS "\", \"7\": \"" ZEROS "\"}}}",
        };
        struct pcr_values values;

        (void)state;
        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
                assert_null(read_pcrs(good[i], &values));
                assert_int_equal(pcr_bank_find(&values, 0x0004)->known, 0x81);
        }
}

static void values_that_are_none_are_refused(void **state)
{
        static const char *const bad[] = {
                "",
                "sha256:\n",
                "0: " ZEROS,
                "sha1: " ZEROS,
                "sha256: 0: " ZEROS,
                "sha1: 24: " ZEROS,
                "sha1: 0: 0 0" ZEROS,
                "sha1: 0: " ZEROS " 0: " ZEROS,
                "sha1: 0: 0000000000000000000000000000000000000x00",
                "hello",
        };
        struct pcr_values values;

        (void)state;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
                assert_non_null(read_pcrs(bad[i], &values));
}

/* A selection of SHA-256's PCRs 0 and 7, and one list of two digests, as tpm2_quote -o writes them. */
static void values_are_read_as_tpm2_quote_writes_them(void **state)
{
        uint8_t data[4 + 16 * 8 + 4 + 4 + 8 * 66] = { 1, 0, 0, 0, 0x0b, 0, 3, 0x81 };
        uint8_t *list = data + 4 + 16 * 8;
        struct pcr_values values;
        size_t line;

        (void)state;
        list[0] = 1;
        list[4] = 2;
        list[8] = 32;
        list[10] = 0xaa;
        list[8 + 66] = 32;
        list[10 + 66] = 0xbb;
        assert_null(pcr_values_read(data, sizeof(data), &values, &line));
        assert_int_equal(values.banks[0].known, 0x81);
        assert_int_equal(values.banks[0].values[0][0], 0xaa);
        assert_int_equal(values.banks[0].values[7][0], 0xbb);
        list[4] = 1; /* a digest too few */
        assert_non_null(pcr_values_read(data, sizeof(data), &values, &line));
        list[4] = 9;
        assert_non_null(pcr_values_read(data, sizeof(data), &values, &line));
}

/* The same in the TPM's own order of bytes, in two lists. */
static void values_are_read_as_a_tpm_writes_them(void **state)
{
        uint8_t data[128];
        struct bytes_writer out = bytes_writer(data, sizeof(data));
        struct pcr_values values;
        size_t line;

        (void)state;
        bytes_write_be32(&out, 1);
        bytes_write_be16(&out, 0x000b);
        bytes_write_u8(&out, 3);
        bytes_write_u8(&out, 0x81);
        bytes_write_zero(&out, 2);
        bytes_write_be32(&out, 2);
        for (int list = 0; list < 2; list++) {
                bytes_write_be32(&out, 1);
                bytes_write_be16(&out, 32);
                bytes_write_u8(&out, (uint8_t)(0xaa + list));
                bytes_write_zero(&out, 31);
        }
        assert_null(pcr_values_read(data, out.size, &values, &line));
        assert_int_equal(values.banks[0].known, 0x81);
        assert_int_equal(values.banks[0].values[0][0], 0xaa);
        assert_int_equal(values.banks[0].values[7][0], 0xab);
        for (size_t size = 0; size < out.size; size++)
                assert_non_null(pcr_values_read(data, size, &values, &line));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_log_makes_the_values_that_extending_makes),
                cmocka_unit_test(values_of_another_boot_are_refused),
                cmocka_unit_test(data_that_was_not_measured_is_found),
                cmocka_unit_test(a_late_or_odd_locality_is_refused),
                cmocka_unit_test(a_malformed_log_is_refused_with_its_place),
                cmocka_unit_test(references_must_all_be_found_and_others_be_allowed),
                cmocka_unit_test(malformed_references_are_refused),
                cmocka_unit_test(values_are_read_as_tools_print_them),
                cmocka_unit_test(values_that_are_none_are_refused),
                cmocka_unit_test(values_are_read_as_tpm2_quote_writes_them),
                cmocka_unit_test(values_are_read_as_a_tpm_writes_them),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
