/* tools/evidence/report_bits.h - names of the bits that a report has: as people read them, and as programs do. */
#ifndef TOOLS_EVIDENCE_REPORT_BITS_H
#define TOOLS_EVIDENCE_REPORT_BITS_H

#include <stdint.h>

struct report_bit {
        uint64_t mask;
        const char *name; /* what is said if it is set */
        const char *key;  /* in JSON */
};

/* Of POLICY and PLATFORM_INFO; a row without a name ends each. */
extern const struct report_bit report_policy_bits[];
extern const struct report_bit report_platform_bits[];

#endif
