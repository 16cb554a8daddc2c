/* tests/unit/tpm/test_swtpm_words.c - values of swtpm's options, and what a state's file is said to have. */
#include "tests/unit/tpm/test.h"

#include "tools/tpm/swtpm/states.h"
#include "tools/tpm/swtpm/words.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct values {
        const char *path;
        int port, mode, user;
        bool terminate;
};

static const struct word words[] = { { "path", WORD_TEXT, offsetof(struct values, path) },
                                     { "port", WORD_NUMBER, offsetof(struct values, port) },
                                     { "mode", WORD_OCTAL, offsetof(struct values, mode) },
                                     { "uid", WORD_USER, offsetof(struct values, user) },
                                     { "terminate", WORD_FLAG, offsetof(struct values, terminate) },
                                     { 0 } };

static int read_text(const char *text, struct values *out)
{
        static char copy[256];

        *out = (struct values){ .port = WORD_NONE };
        strcpy(copy, text);
        return words_read("--ctrl", copy, words, out);
}

static void words_come_in_any_order_and_may_be_missing(void **state)
{
        struct values values;

        (void)state;
        assert_int_equal(read_text("mode=0660,terminate,path=/run/a=b,uid=root", &values), 0);
        assert_string_equal(values.path, "/run/a=b");
        assert_int_equal(values.mode, 0660);
        assert_int_equal(values.user, 0);
        assert_true(values.terminate);
        assert_int_equal(values.port, WORD_NONE);
        assert_int_equal(read_text("terminate=false,uid=12", &values), 0);
        assert_false(values.terminate);
        assert_int_equal(values.user, 12);
}

static void what_cannot_be_is_refused(void **state)
{
        static const char *const bad[] = { "",
                                           "paht=x",
                                           "path",
                                           "path=",
                                           "port=",
                                           "port=x",
                                           "port=65536",
                                           "port=-1",
                                           "port=1x",
                                           "port= 1",
                                           "mode=8",
                                           "mode=100000",
                                           "uid=-1",
                                           "uid=no-such-user",
                                           "terminate=maybe",
                                           "path=x,",
                                           ",path=x" };
        struct values values;

        (void)state;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
                assert_int_equal(read_text(bad[i], &values), -1);
}

/* A file of services/vtpm/state_file.c's with two blobs, of which the profile's own is not a state. */
static const uint8_t file[] = "CSWSTATE\0\0\0\1\0\4test\0\2di\0\0\0\2"
                              "\0\6memory\0\0\0\1m\0\7permall\0\0\0\3abc";

static int print(size_t size, char **text)
{
        size_t length;
        FILE *out = open_memstream(text, &length);
        int result = states_print(file, size, out);

        fclose(out);
        return result;
}

static void states_are_printed_as_swtpm_prints_them(void **state)
{
        char *text;

        (void)state;
        assert_int_equal(print(sizeof(file) - 1, &text), 0);
        assert_string_equal(
                text,
                "{ \"type\": \"swtpm\", \"states\": [ {\"name\": \"permall\", \"size\": 3} ] }\n");
        free(text);
        assert_int_equal(print(0, &text), 0);
        assert_string_equal(text, "{ \"type\": \"swtpm\", \"states\": [] }\n");
        free(text);
}

static void a_file_that_is_cut_prints_nothing(void **state)
{
        (void)state;
        for (size_t size = 1; size < sizeof(file) - 1; size++) {
                char *text;

                assert_int_equal(print(size, &text), -1);
                assert_string_equal(text, "");
                free(text);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(words_come_in_any_order_and_may_be_missing),
                cmocka_unit_test(what_cannot_be_is_refused),
                cmocka_unit_test(states_are_printed_as_swtpm_prints_them),
                cmocka_unit_test(a_file_that_is_cut_prints_nothing),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
