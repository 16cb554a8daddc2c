/* tests/unit/profile/test_output.c - profiles in words, and what differs between two. */
#include "tests/unit/profile/load/test.h"
#include "tools/common/json.h"
#include "tools/profile/print/describe.h"
#include "tools/profile/print/output.h"

static struct side side_of(const char *yaml, const char *title)
{
        struct profile_file file = load_good(yaml);
        struct side side = { .title = title };

        describe_profile(&file.profile, &side.facts);
        profile_file_free(&file);
        return side;
}

static const char ek[] = "profile: a\nrevision: 1\n"
                         "keys: [{name: ek, template: L-2, handle: transient}]\n";
static const char ek_high[] = "profile: b\nrevision: 1\n"
                              "keys: [{name: ek, template: H-2, handle: 0x81010002}]\n";

static char *diff(const char *left, const char *right, bool json, bool all, size_t *count)
{
        struct side sides[2] = { side_of(left, "left"), side_of(right, "right") };
        char *text;
        size_t size;
        FILE *out = open_memstream(&text, &size);

        *count = json ? output_diff_json(out, &sides[0], &sides[1], all)
                      : output_diff(out, &sides[0], &sides[1], all);
        fclose(out);
        facts_free(&sides[0].facts);
        facts_free(&sides[1].facts);
        return text;
}

static void nothing_differs_from_itself(void **state)
{
        size_t count;
        char *text = diff(ek, ek, false, false, &count);

        (void)state;
        assert_int_equal(count, 0);
        assert_non_null(strstr(text, "\n0 differences\n"));
        assert_null(strstr(text, "EK"));
        free(text);
}

static void what_differs_is_side_by_side(void **state)
{
        size_t count;
        char *text = diff(ek, ek_high, false, false, &count);

        (void)state;
        assert_int_equal(count, 7);
        assert_non_null(strstr(text, "\nEK ECC P-256\n"));
        assert_non_null(strstr(text, "  template                      L-2   "));
        assert_non_null(strstr(text, "  H-2\n"));
        assert_non_null(strstr(text, "  used with                     policy  "));
        assert_non_null(strstr(text, "  authValue or policy\n"));
        assert_null(strstr(text, "symmetric"));
        free(text);
}

static void all_shows_what_is_the_same_too(void **state)
{
        size_t count;
        char *text = diff(ek, ek_high, false, true, &count);

        (void)state;
        assert_int_equal(count, 7);
        assert_non_null(strstr(text, "  symmetric                     aes-128-cfb  "));
        free(text);
}

static void json_has_null_for_what_is_not_there(void **state)
{
        size_t count;
        char *text = diff(ek, "profile: c\nrevision: 1\n", true, false, &count);

        (void)state;
        assert_non_null(strstr(text, "{\"subject\": \"EK ECC P-256\", \"field\": \"template\", "
                                     "\"left\": \"L-2\", \"right\": null, \"same\": false}"));
        assert_non_null(strstr(text, "\"left\": \"left\""));
        free(text);
}

static void two_keys_of_one_role_are_told_apart(void **state)
{
        struct side side = side_of("profile: a\nrevision: 1\n"
                                   "keys:\n"
                                   "  - {name: ek, template: L-2, handle: transient}\n"
                                   "  - {name: ek2, template: H-2, handle: transient}\n",
                                   "");

        (void)state;
        assert_string_equal(facts_find(&side.facts, "EK ECC P-256", "name"), "ek");
        assert_string_equal(facts_find(&side.facts, "EK ECC P-256 (ek2)", "name"), "ek2");
        facts_free(&side.facts);
}

static void quotes_are_escaped_in_json(void **state)
{
        char *text;
        size_t size;
        FILE *out = open_memstream(&text, &size);

        (void)state;
        json_string(out, "a \"b\" \\");
        fclose(out);
        assert_string_equal(text, "\"a \\\"b\\\" \\\\\"");
        free(text);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(nothing_differs_from_itself),
                cmocka_unit_test(what_differs_is_side_by_side),
                cmocka_unit_test(all_shows_what_is_the_same_too),
                cmocka_unit_test(json_has_null_for_what_is_not_there),
                cmocka_unit_test(two_keys_of_one_role_are_told_apart),
                cmocka_unit_test(quotes_are_escaped_in_json),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
