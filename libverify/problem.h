/* libverify/problem.h - why there is no verdict. */
#ifndef LIBVERIFY_PROBLEM_H
#define LIBVERIFY_PROBLEM_H

#include <stdbool.h>

#include "libverify/include/cashew/verify.h"

struct problem {
        enum cashew_verify_error error;
        char text[CASHEW_VERIFY_TEXT_MAX]; /* printable ASCII */
};

/* Sets it. Returns false, so that a reader can end with it. */
__attribute__((format(printf, 3, 4))) bool
problem_is(struct problem *problem, enum cashew_verify_error error, const char *format, ...);

/* What a program may give at most: no evidence has more, and OpenSSL counts in int. */
#define GIVEN_MAX ((size_t)64 << 20)

static inline bool given(const struct cashew_verify_bytes *bytes)
{
        return bytes->data != NULL;
}

#endif
