/*
 * tests/unit/personality/test_personality.c - texts that say how a host behaves. The files that come with Cashew can be read, and a
 * mistake is shown with its line and what it is.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/igvm/rules.h"
#include "lib/personality/keys.h"
#include "lib/personality/personality.h"
#include "lib/snp/vmsa.h"

#define TEXT_SIZE 32768

static const char *const names[] = { "kvm-planes", "kvm", "kvm-legacy-svsm", "strict" };

/* A file that comes with Cashew, and @more behind it. */
static size_t read_file(const char *name, const char *more, char text[TEXT_SIZE])
{
        char path[512];
        size_t size;
        FILE *file;

        snprintf(path, sizeof(path), PERSONALITIES "/%s", name);
        file = fopen(path, "r");
        assert_non_null(file);
        size = fread(text, 1, TEXT_SIZE / 2, file);
        fclose(file);
        assert_in_range(size, 1, TEXT_SIZE / 2 - 1);
        return size + (size_t)snprintf(text + size, TEXT_SIZE - size, "%s", more);
}

static void the_files_are_read_and_have_their_names(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                struct personality_error error;
                struct personality personality;
                char text[TEXT_SIZE];
                size_t size = read_file(names[i], "", text);

                if (!personality_read(&personality, text, size, &error))
                        fail_msg("%s, line %u: %s", names[i], error.line, error.text);
                assert_string_equal(personality.name, names[i]);
        }
}

static struct personality with(const char *more)
{
        struct personality_error error;
        struct personality personality;
        char text[TEXT_SIZE];
        size_t size = read_file("kvm", more, text);

        if (!personality_read(&personality, text, size, &error))
                fail_msg("line %u: %s", error.line, error.text);
        return personality;
}

static void every_kind_of_value_is_taken_and_the_last_counts(void **state)
{
        struct personality personality =
                with("name:\tmine # a comment\r\n\n   # another\nigvm-level: strict\n"
                     "sev-features:\nsev-features: snp secure-tsc\n"
                     "vmsa-cr4: 0xffffffff\nvmpls: 3\nrun-vmpl-missing: 18446744073709551615 0x5");

        (void)state;
        assert_string_equal(personality.name, "mine");
        assert_int_equal(personality.igvm_level, IGVM_STRICT);
        assert_int_equal(personality.sev_features, SEV_FEATURE_SNP | SEV_FEATURE_SECURE_TSC);
        assert_int_equal(personality.vmsa_cr4, 0xffffffff);
        assert_int_equal(personality.vmpls, 3);
        assert_int_equal(personality.run_vmpl_missing.info1, UINT64_MAX);
        assert_int_equal(personality.run_vmpl_missing.info2, 5);
        assert_int_equal(with("sev-features:\n").sev_features, 0);
}

static const struct {
        const char *line, *text;
} mistakes[] = {
        { "vmpls 3", "a line begins with its key and a colon, not with vmpls" },
        { "no-key: 3", "there is no such key: no-key" },
        { ": 3", "there is no such key: " },
        { "vmpls: 0", "wants one number in its range: vmpls" },
        { "vmpls: 5", "wants one number in its range: vmpls" },
        { "vmpls:", "wants one number in its range: vmpls" },
        { "vmpls: 1 2", "wants one number in its range: vmpls" },
        { "vmpls: 0x", "wants one number in its range: vmpls" },
        { "vmpls: 2x", "wants one number in its range: vmpls" },
        { "vmsa-cr4: 0x100000000", "wants one number in its range: vmsa-cr4" },
        { "igvm-level: harsh", "wants one of its words: igvm-level" },
        { "igvm-level:", "wants one of its words: igvm-level" },
        { "sev-features: snp magic", "there is no such word: magic" },
        { "run-vmpl-missing: 2", "wants two numbers: run-vmpl-missing" },
        { "run-vmpl-missing: 18446744073709551616 0", "wants two numbers: run-vmpl-missing" },
        { "name: a b", "wants one word: name" },
        { "name: 01234567890123456789012345678901", "a word is too long, or no text" },
        { "name: \x80", "a word is too long, or no text" },
        { "sev-features: snp snp snp snp snp snp snp snp snp snp snp snp snp snp snp snp snp snp",
          "too many words" },
};

static void a_mistake_is_shown_with_its_line_and_text(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
                struct personality_error error = { 0 };
                struct personality personality;
                char text[TEXT_SIZE];
                size_t size = read_file("kvm", mistakes[i].line, text);
                unsigned int lines = 1;

                for (size_t at = 0; at < size; at++)
                        lines += text[at] == '\n';
                assert_false(personality_read(&personality, text, size, &error));
                assert_string_equal(error.text, mistakes[i].text);
                assert_int_equal(error.line, lines);
        }
}

/* The line of one key is made a comment. */
static void every_key_must_be_there(void **state)
{
        (void)state;
        for (size_t i = 0; i < personality_key_count; i++) {
                struct personality_error error = { .line = 1 };
                struct personality personality;
                char text[TEXT_SIZE], key[64], expected[120];
                size_t size = read_file("kvm", "", text);
                char *place;

                if (personality_keys[i].kind == PERSONALITY_CPUID ||
                    personality_keys[i].kind == PERSONALITY_MSR)
                        continue; /* there are many of it */
                snprintf(key, sizeof(key), "\n%s:", personality_keys[i].name);
                place = strstr(text, key);
                assert_non_null(place);
                place[1] = '#';
                assert_false(personality_read(&personality, text, size, &error));
                snprintf(expected, sizeof(expected), "this key is missing: %s",
                         personality_keys[i].name);
                assert_string_equal(error.text, expected);
                assert_int_equal(error.line, 0);
        }
}

static void nothing_has_no_keys(void **state)
{
        struct personality_error error;
        struct personality personality;

        (void)state;
        assert_false(personality_read(&personality, "", 0, &error));
        assert_string_equal(error.text, "this key is missing: name");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_files_are_read_and_have_their_names),
                cmocka_unit_test(every_kind_of_value_is_taken_and_the_last_counts),
                cmocka_unit_test(a_mistake_is_shown_with_its_line_and_text),
                cmocka_unit_test(every_key_must_be_there),
                cmocka_unit_test(nothing_has_no_keys),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
