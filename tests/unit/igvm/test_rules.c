/* tests/unit/igvm/test_rules.c - each rule has a file that breaks it, and belongs to the levels that refuse the file. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/hosted.h"
#include "tests/unit/igvm/rule_files.h"

static enum igvm_rule open_file(const struct rule_file *file, enum igvm_level level,
                                struct igvm_error *error)
{
        struct igvm_workspace workspace = { 0 };
        struct igvm_file igvm;
        enum igvm_rule rule;
        uint8_t *exact = malloc(file->size); /* so that a sanitizer sees every overrun */

        assert_non_null(exact);
        memcpy(exact, file->data, file->size);
        if (!file->without_workspace)
                assert_int_equal(igvm_workspace_allocate(&workspace, exact, file->size), 0);
        rule = igvm_open(&igvm, exact, file->size, level, &workspace, error);
        assert_int_equal(rule, error->rule);
        igvm_workspace_free(&workspace);
        free(exact);
        return rule;
}

static bool belongs(enum igvm_rule rule, enum igvm_level level)
{
        return (igvm_rule_info(rule)->levels >> level & 1) != 0;
}

static void assert_refused_where_it_belongs(const struct rule_file *file)
{
        for (unsigned int level = 0; level < IGVM_LEVEL_COUNT; level++) {
                enum igvm_rule expected = rule_file_expected(file, level);
                struct igvm_error error;
                enum igvm_rule rule = open_file(file, level, &error);

                if (rule != expected)
                        fail_msg("%s, read as %s: %s", igvm_rule_info(file->rule)->name,
                                 igvm_level_name(level), igvm_rule_info(rule)->name);
                if (level == IGVM_AS_REFERENCE && rule != IGVM_OK)
                        assert_in_range(-igvm_api_error(&error), 3, 28);
        }
}

static void each_file_is_refused_at_the_levels_of_its_rule(void **state)
{
        (void)state;
        for (size_t i = 0; i < rule_file_count(); i++) {
                struct rule_file file = rule_file_make(i);

                assert_refused_where_it_belongs(&file);
                free(file.data);
        }
}

static void each_rule_has_a_file(void **state)
{
        bool seen[IGVM_RULE_COUNT] = { false };

        (void)state;
        for (size_t i = 0; i < rule_file_count(); i++) {
                struct rule_file file = rule_file_make(i);

                seen[file.rule] = true;
                free(file.data);
        }
        for (unsigned int rule = 0; rule < IGVM_RULE_COUNT; rule++)
                if (!seen[rule])
                        fail_msg("no file breaks %s", igvm_rule_info(rule)->name);
}

static void each_rule_says_what_it_is_and_where_it_is_from(void **state)
{
        (void)state;
        for (unsigned int rule = IGVM_OK + 1; rule < IGVM_RULE_COUNT; rule++) {
                const struct igvm_rule_info *info = igvm_rule_info(rule);

                assert_non_null(info->name);
                assert_true(strlen(info->text) > 0 && strlen(info->source) > 0);
                assert_in_range(info->levels, 1, (1 << IGVM_LEVEL_COUNT) - 1);
                assert_int_equal(info->api_error != 0, belongs(rule, IGVM_AS_REFERENCE));
                /* QEMU reads with the reference's parser. */
                assert_true(!belongs(rule, IGVM_AS_REFERENCE) || belongs(rule, IGVM_AS_QEMU));
                for (unsigned int other = 0; other < rule; other++)
                        assert_string_not_equal(info->name, igvm_rule_info(other)->name);
        }
        assert_string_equal(igvm_rule_info(IGVM_RULE_COUNT)->name, "unknown");
        assert_string_equal(igvm_level_name(IGVM_AS_QEMU), "qemu");
        assert_string_equal(igvm_level_name(IGVM_LEVEL_COUNT), "unknown");
}

static int32_t api_error_of(enum igvm_rule rule)
{
        for (size_t i = 0; i < rule_file_count(); i++) {
                struct rule_file file = rule_file_make(i);
                bool found = file.rule == rule;
                struct igvm_error error;

                if (found)
                        (void)open_file(&file, IGVM_AS_REFERENCE, &error);
                free(file.data);
                if (found)
                        return igvm_api_error(&error);
        }
        return 0;
}

static void numbers_errors_as_the_reference_does(void **state)
{
        (void)state;
        assert_int_equal(api_error_of(IGVM_BAD_PLATFORM_MASK), -9);
        assert_int_equal(api_error_of(IGVM_RESERVED_NOT_ZERO), -10);
        assert_int_equal(api_error_of(IGVM_BAD_LENGTH), -11);
        assert_int_equal(api_error_of(IGVM_UNKNOWN_TYPE), -11);
        assert_int_equal(api_error_of(IGVM_HEADERS_IN_FIXED_HEADER), -17);
        assert_int_equal(api_error_of(IGVM_BAD_CHECKSUM), -18);
        assert_int_equal(api_error_of(IGVM_CCA_POLICY_PLATFORM), -28);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_file_is_refused_at_the_levels_of_its_rule),
                cmocka_unit_test(each_rule_has_a_file),
                cmocka_unit_test(each_rule_says_what_it_is_and_where_it_is_from),
                cmocka_unit_test(numbers_errors_as_the_reference_does),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
