/* tests/unit/common/test_options.c - command lines that are read, and those that are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/common/command_main.h"
#include "tools/common/nearest.h"
#include "tools/common/number.h"

struct options {
        struct operands operands;
        bool json;
        const char *output;
        const char *ca;
        unsigned int smp;
        uint64_t policy;
        unsigned int level;
        const char *reason;
        unsigned int platforms;
        struct option_list items;
        const char *listen;
        bool explain;
        const char *guest_kernel;
        const char *guest_cmdline;
};

enum { MEASUREMENT = 1, IMAGE };

static const struct word levels[] = { { "strict", 0 }, { "reference", 1 }, { "qemu", 2 } };
static const struct words level_words = WORDS(levels);

static const char *read_listen(const char *text, void *place)
{
        if (strncmp(text, "unix:", 5) != 0)
                return "unix:PATH";
        *(const char **)place = text + 5;
        return NULL;
}

#define INTO(kind, member) OPTION_##kind(struct options, member)

static const struct option known[] = {
        { "json", NULL, INTO(FLAG, json), "as JSON" },
        { "output", "FILE", INTO(FILE, output), "where to", .letter = 'o', .required = true },
        { "ca", "SOCKET", INTO(TEXT, ca), "who certifies" },
        { "no-ca", NULL, INTO(CLEAR, ca), "nobody does" },
        { "smp", "N", INTO(NUMBER, smp), "virtual CPUs", .least = 1, .most = 16 },
        { "policy", "N", INTO(NUMBER64, policy), "guest policy", .most = UINT64_MAX },
        { "as", "LEVEL", INTO(WORD, level), "whose rules", .words = &level_words },
        { "reason", NULL, INTO(WORD_TEXT, reason), "why", .words = &level_words },
        { "keep", "LEVEL", INTO(WORD_SET, platforms), "keep it", .words = &level_words },
        { "measurement", "HEX", INTO(LIST, items), "a digest", .tag = MEASUREMENT, .most = 3 },
        { "image", "FILE", INTO(FILES, items), "the digest of a file", .tag = IMAGE, .most = 3 },
        { "listen", "unix:PATH", INTO(READ, listen), "the socket", .read = read_listen },
        { "explain", NULL, INTO(FLAG, explain), "every step", .excludes = "ca json" },
        { "guest-kernel", "FILE", INTO(FILE, guest_kernel), "its kernel", .needs = "smp policy" },
        { "guest-cmdline", "TEXT", INTO(TEXT, guest_cmdline), "its command line" },
        { 0 },
};

/* What run() was called with last; status 7 is its own. */
static struct options seen;

static int run(void *options)
{
        memcpy(&seen, options, sizeof(seen));
        return 7;
}

static const struct command leaf = {
        .name = "build",
        .summary = "put it together",
        .description = "Puts it together.\n    as it is",
        .run = run,
        COMMAND_OPTIONS(known, struct options, .smp = 2, .reason = "strict"),
        COMMAND_OPERANDS("IN...", struct options, 1, 2, NULL),
};

static int run_bare(void *options)
{
        (void)options;
        return 9;
}

static const struct command bare = { .name = "bare", .summary = "nothing to say", .run = run_bare };
static const struct command secret = {
        .name = "secret", .summary = "for programs", .hidden = true, .run = run_bare
};
static const struct command *const in_group[] = { &leaf, &bare, &secret, NULL };
static const struct command group = { .name = "image", .summary = "images", .commands = in_group };
static const struct command *const in_root[] = { &group, NULL };
static const struct command root = { .name = "cashew", .summary = "all", .commands = in_root };

/* What was printed, and the exit status. */
static char *said;
static char *printed;

static int command_line(const char *line)
{
        static char text[512];
        static char *words[32];
        int count = 0;
        FILE *errors = stderr;
        FILE *output = stdout;
        size_t size;
        int status;

        free(said);
        free(printed);
        stderr = open_memstream(&said, &size);
        stdout = open_memstream(&printed, &size);
        snprintf(text, sizeof(text), "%s", line);
        for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
                words[count++] = word;
        words[count] = NULL;
        memset(&seen, 0, sizeof(seen));
        status = command_main(&root, count, words);
        fclose(stderr);
        fclose(stdout);
        stderr = errors;
        stdout = output;
        return status;
}

static int build(const char *rest)
{
        char line[512];

        snprintf(line, sizeof(line), "cashew image build %s", rest);
        return command_line(line);
}

static void refused(const char *rest, const char *reason)
{
        assert_int_equal(build(rest), 2);
        assert_string_equal(said, reason);
        assert_string_equal(printed, "");
        assert_null(seen.operands.list);
}

static void every_kind_goes_to_its_place(void **state)
{
        (void)state;
        assert_int_equal(
                build("in -o out --json --ca sock --smp 0x10 --policy 18446744073709551615 "
                      "--as qemu --reason reference --keep strict --keep qemu "
                      "--listen unix:/run/x"),
                7);
        assert_true(seen.json);
        assert_string_equal(seen.output, "out");
        assert_string_equal(seen.ca, "sock");
        assert_int_equal(seen.smp, 16);
        assert_true(seen.policy == UINT64_MAX);
        assert_int_equal(seen.level, 2);
        assert_string_equal(seen.reason, "reference");
        assert_int_equal(seen.platforms, 5);
        assert_string_equal(seen.listen, "/run/x");
        assert_int_equal(seen.operands.count, 1);
        assert_string_equal(seen.operands.list[0], "in");
}

static void what_is_not_given_is_the_default(void **state)
{
        (void)state;
        assert_int_equal(build("-o out in"), 7);
        assert_int_equal(seen.smp, 2);
        assert_string_equal(seen.reason, "strict");
        assert_false(seen.json);
        assert_null(seen.ca);
}

static void values_come_in_four_ways(void **state)
{
        (void)state;
        assert_int_equal(build("-oout in"), 7);
        assert_string_equal(seen.output, "out");
        assert_int_equal(build("--output=a=b in"), 7);
        assert_string_equal(seen.output, "a=b");
        assert_int_equal(build("--output= in"), 7);
        assert_string_equal(seen.output, "");
        assert_int_equal(build("-o --json in"), 7);
        assert_string_equal(seen.output, "--json");
        assert_false(seen.json);
}

static void operands_stand_anywhere(void **state)
{
        (void)state;
        assert_int_equal(build("a --json b -o out"), 7);
        assert_true(seen.json);
        assert_int_equal(seen.operands.count, 2);
        assert_string_equal(seen.operands.list[0], "a");
        assert_string_equal(seen.operands.list[1], "b");
        assert_int_equal(build("-o out -- --json -"), 7);
        assert_false(seen.json);
        assert_string_equal(seen.operands.list[0], "--json");
        assert_string_equal(seen.operands.list[1], "-");
}

static void the_last_one_counts_unless_it_is_a_list(void **state)
{
        (void)state;
        assert_int_equal(build("in -o a -o b --ca x --no-ca"), 7);
        assert_string_equal(seen.output, "b");
        assert_null(seen.ca);
        assert_int_equal(build("in -o a --image i --measurement m --image k"), 7);
        assert_int_equal(seen.items.count, 3);
        assert_string_equal(seen.items.items[0].text, "i");
        assert_int_equal(seen.items.items[0].tag, IMAGE);
        assert_string_equal(seen.items.items[1].text, "m");
        assert_int_equal(seen.items.items[1].tag, MEASUREMENT);
        assert_string_equal(seen.items.items[2].text, "k");
        refused("in -o a --image i --image k --image l --image m",
                "cashew image build: --image m: expected at most 3 of them\n");
}

static void a_beginning_is_enough_if_it_is_the_only_one(void **state)
{
        (void)state;
        assert_int_equal(build("in --out out --exp"), 7);
        assert_string_equal(seen.output, "out");
        assert_true(seen.explain);
        refused("in -o x --guest y",
                "cashew image build: --guest may be --guest-kernel or --guest-cmdline\n");
        /* A name that is all of another's beginning is itself. */
        assert_int_equal(build("in -o x --as qemu"), 7);
}

static void mistakes_are_named(void **state)
{
        (void)state;
        refused("in -o x --jsno",
                "cashew image build: unknown option --jsno; did you mean --json?\n");
        refused("in -o x --measurment=0",
                "cashew image build: unknown option --measurment; did you mean --measurement?\n");
        refused("in -o x --colour",
                "cashew image build: unknown option --colour; see cashew image build --help\n");
        refused("in -o x -z",
                "cashew image build: unknown option -z; see cashew image build --help\n");
        refused("in -o x --json=yes", "cashew image build: --json takes no value\n");
        refused("in -o x --help=yes", "cashew image build: --help takes no value\n");
        refused("in -o", "cashew image build: -o wants a value: FILE\n");
        refused("in -o x --as", "cashew image build: --as wants a value: LEVEL\n");
        refused("in -o x --reason",
                "cashew image build: --reason wants a value: strict|reference|qemu\n");
        refused("a b c -o x", "cashew image build: c: unexpected; see cashew image build --help\n");
        refused("-o x", "cashew image build: expected IN...; see cashew image build --help\n");
        refused("in", "cashew image build: --output is missing; see cashew image build --help\n");
}

static void values_that_cannot_be_are_named_with_what_could(void **state)
{
        static const char *const numbers[] = { "0", "17", "x", "-1", "0x", "1x", "+1", "" };
        char line[64];
        char reason[128];

        (void)state;
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
                snprintf(line, sizeof(line), "in -o x --smp=%s", numbers[i]);
                snprintf(reason, sizeof(reason),
                         "cashew image build: --smp %s: expected a number from 1 to 16\n",
                         numbers[i]);
                refused(line, reason);
        }
        refused("in -o x --policy 18446744073709551616",
                "cashew image build: --policy 18446744073709551616: expected a number from 0 to "
                "18446744073709551615\n");
        refused("in -o x --as vax",
                "cashew image build: --as vax: expected strict, reference or qemu\n");
        refused("in -o x --keep vax",
                "cashew image build: --keep vax: expected strict, reference or qemu\n");
        refused("in -o x --listen /run/x",
                "cashew image build: --listen /run/x: expected unix:PATH\n");
}

static void options_that_need_or_exclude_others_say_so(void **state)
{
        (void)state;
        refused("in -o x --explain --ca y",
                "cashew image build: --explain and --ca exclude each other\n");
        refused("in -o x --json --explain",
                "cashew image build: --explain and --json exclude each other\n");
        refused("in -o x --guest-kernel k",
                "cashew image build: --guest-kernel needs --smp or --policy; see cashew image build "
                "--help\n");
        assert_int_equal(build("in -o x --guest-kernel k --policy 1"), 7);
}

/* Longer than any name, and like none. */
#define LONG_WORD \
        "/srv/images/production/2026-11-29/somewhere/below/another/directory/a-rather-long-name.igvm"

static void commands_are_found_or_suggested(void **state)
{
        (void)state;
        assert_int_equal(command_line("cashew image bare"), 9);
        assert_int_equal(command_line("cashew image secret"), 9);
        assert_int_equal(command_line("cashew image bare x"), 2);
        assert_int_equal(command_line("cashew image biuld"), 2);
        assert_string_equal(said, "cashew image: no command 'biuld'; did you mean 'build'?\n");
        assert_int_equal(command_line("cashew image secrt"), 2);
        assert_string_equal(said, "cashew image: no command 'secrt'; see cashew image --help\n");
        assert_int_equal(command_line("cashew image " LONG_WORD), 2);
        assert_string_equal(said,
                            "cashew image: no command '" LONG_WORD "'; see cashew image --help\n");
        assert_int_equal(command_line("cashew"), 2);
        assert_non_null(strstr(said, "usage: cashew"));
        assert_string_equal(printed, "");
}

static void help_is_what_the_table_says(void **state)
{
        (void)state;
        assert_int_equal(build("--help"), 0);
        assert_string_equal(said, "");
        assert_string_equal(
                printed,
                "usage: cashew image build IN... -o FILE [OPTION...]\n\n"
                "Puts it together.\n"
                "    as it is\n\n"
                "  --json                as JSON\n"
                "  -o, --output FILE     where to\n"
                "  --ca SOCKET           who certifies\n"
                "  --no-ca               nobody does\n"
                "  --smp N               virtual CPUs (1 to 16; default 2)\n"
                "  --policy N            guest policy (default 0)\n"
                "  --as LEVEL            whose rules: strict, reference or qemu (default strict)\n"
                "  --reason strict|reference|qemu\n"
                "                        why (default strict)\n"
                "  --keep LEVEL          keep it: strict, reference or qemu (may be given often)\n"
                "  --measurement HEX     a digest (may be given often)\n"
                "  --image FILE          the digest of a file (may be given often)\n"
                "  --listen unix:PATH    the socket\n"
                "  --explain             every step\n"
                "  --guest-kernel FILE   its kernel\n"
                "  --guest-cmdline TEXT  its command line\n"
                "  -h, --help            print this\n");
        assert_int_equal(build("in --json -h --nonsense"), 0);
        assert_null(seen.operands.list);
        assert_int_equal(command_line("cashew image --help"), 0);
        assert_string_equal(printed, "usage: cashew image build IN... -o FILE [OPTION...]\n"
                                     "       cashew image bare\n\n"
                                     "images\n\n"
                                     "  build  put it together\n"
                                     "  bare   nothing to say\n\n"
                                     "`cashew image COMMAND --help` says more.\n");
}

static void distances_count_single_mistakes(void **state)
{
        struct nearest nearest = { .word = "revok" };

        (void)state;
        assert_int_equal(nearest_distance("serial", "serial"), 0);
        assert_int_equal(nearest_distance("sreial", "serial"), 1);
        assert_int_equal(nearest_distance("seral", "serial"), 1);
        assert_int_equal(nearest_distance("seriial", "serial"), 1);
        assert_int_equal(nearest_distance("seriel", "serial"), 1);
        assert_int_equal(nearest_distance("", "abc"), 3);
        /* Longer than any name: as far as it is looked at. */
        assert_int_equal(nearest_distance("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""), 31);
        nearest_consider(&nearest, "init");
        assert_null(nearest.name);
        nearest_consider(&nearest, "revoke");
        nearest_consider(&nearest, "remove");
        assert_string_equal(nearest.name, "revoke");
}

static void numbers_are_decimal_or_hexadecimal(void **state)
{
        static const char *const wrong[] = { "",   " 1",  "1 ", "+1", "-1",
                                             "0x", "0xg", "1a", "x1", "18446744073709551616" };
        uint64_t number;

        (void)state;
        assert_true(number_read("010", 10, &number));
        assert_int_equal(number, 10);
        assert_true(number_read("0X1f", 31, &number));
        assert_int_equal(number, 31);
        assert_false(number_read("32", 31, &number));
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
                assert_false(number_read(wrong[i], UINT64_MAX, &number));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_kind_goes_to_its_place),
                cmocka_unit_test(what_is_not_given_is_the_default),
                cmocka_unit_test(values_come_in_four_ways),
                cmocka_unit_test(operands_stand_anywhere),
                cmocka_unit_test(the_last_one_counts_unless_it_is_a_list),
                cmocka_unit_test(a_beginning_is_enough_if_it_is_the_only_one),
                cmocka_unit_test(mistakes_are_named),
                cmocka_unit_test(values_that_cannot_be_are_named_with_what_could),
                cmocka_unit_test(options_that_need_or_exclude_others_say_so),
                cmocka_unit_test(commands_are_found_or_suggested),
                cmocka_unit_test(help_is_what_the_table_says),
                cmocka_unit_test(distances_count_single_mistakes),
                cmocka_unit_test(numbers_are_decimal_or_hexadecimal),
        };
        int failed = cmocka_run_group_tests(tests, NULL, NULL);

        free(said);
        free(printed);
        return failed;
}
