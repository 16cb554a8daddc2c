/* tests/unit/profile/test.h - cmocka with what it wants before it, and a refusal. */
#ifndef TESTS_UNIT_PROFILE_TEST_H
#define TESTS_UNIT_PROFILE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/profile/check.h"
#include "tests/unit/profile/sample.h"

/* That @profile is written by nobody, and that who reads it all the same is told @why. */
static inline void assert_refused(const struct profile *profile, const char *why)
{
        static uint8_t bytes[PROFILE_SIZE_MAX];
        struct profile out;
        size_t offset;
        size_t size = profile_encode(profile, bytes, sizeof(bytes));
        const char *wrong;

        assert_int_not_equal(size, 0);
        wrong = profile_read(bytes, size, &out, &offset);
        assert_non_null(wrong);
        assert_string_equal(wrong, why);
        assert_in_range(offset, 16, size - 1);
        assert_int_equal(profile_write(profile, bytes, sizeof(bytes)), 0);
}

/* A test: the sample as `profile`, one change, and the sentence that refuses it. */
#define REFUSES(test, why, ...)                            \
        static void test(void **state)                     \
        {                                                  \
                struct profile profile = sample_profile(); \
                                                           \
                (void)state;                               \
                __VA_ARGS__;                               \
                assert_refused(&profile, why);             \
        }

#endif
