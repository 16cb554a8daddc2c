/* tests/unit/profile/load/test.h - loading a YAML text, and what is said of it. */
#ifndef TESTS_UNIT_PROFILE_LOAD_TEST_H
#define TESTS_UNIT_PROFILE_LOAD_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/profile/load/open.h"

/* Loads @yaml as the file t.yaml; what is said of it goes to @said, to be freed. */
static inline int load_text(const char *yaml, struct profile_file *out, char **said)
{
        size_t size;
        FILE *errors = open_memstream(said, &size);
        int status;

        assert_non_null(errors);
        status = profile_load_bytes("t.yaml", yaml, strlen(yaml), errors, out);
        assert_int_equal(fclose(errors), 0);
        return status;
}

/* That @yaml is refused with exactly @faults. */
static inline void assert_faults(const char *yaml, const char *faults)
{
        struct profile_file file;
        char *said;

        assert_int_equal(load_text(yaml, &file, &said), -1);
        assert_string_equal(said, faults);
        assert_null(file.bytes);
        free(said);
}

/* That @yaml is a profile; whose freeing is the caller's. */
static inline struct profile_file load_good(const char *yaml)
{
        struct profile_file file;
        char *said;

        if (load_text(yaml, &file, &said))
                fail_msg("%s", said);
        assert_string_equal(said, "");
        free(said);
        return file;
}

/* A test: a text, and the lines that refuse it. */
#define FAULTS(test, yaml, faults)           \
        static void test(void **state)       \
        {                                    \
                (void)state;                 \
                assert_faults(yaml, faults); \
        }

#endif
