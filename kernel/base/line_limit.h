/*
 * kernel/base/line_limit.h - how many lines somebody may cause: a number in a second, the rest are counted. Zero-initialised
 * is new. No lock: whoever has the limit has one.
 */
#ifndef KERNEL_BASE_LINE_LIMIT_H
#define KERNEL_BASE_LINE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/arch/time.h"

#define LINE_LIMIT_NS UINT64_C(1000000000)

struct line_limit {
        uint64_t start;     /* of the second that is counted, nanoseconds */
        unsigned int lines; /* allowed in it */
        unsigned int lost;  /* refused since the caller has last set this to 0 */
};

/* Counts a line; true if it is one of the first @most of its second. */
static inline bool line_limit_allows(struct line_limit *limit, unsigned int most)
{
        uint64_t now = arch_monotonic_ns();

        if (now - limit->start >= LINE_LIMIT_NS) {
                limit->start = now;
                limit->lines = 0;
        }
        if (limit->lines < most) {
                limit->lines++;
                return true;
        }
        limit->lost++;
        return false;
}

#endif
