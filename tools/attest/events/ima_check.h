/*
 * tools/attest/events/ima_check.h - from IMA's list to steps of a verdict: "IMA list", "IMA data", "IMA replay",
 * "boot aggregate", "IMA references".
 */
#ifndef TOOLS_ATTEST_EVENTS_IMA_CHECK_H
#define TOOLS_ATTEST_EVENTS_IMA_CHECK_H

#include "tools/attest/events/ima_paths.h"
#include "tools/attest/events/pcrs.h"
#include "tools/common/steps.h"

#define IMA_PATH_SHOWN 80

/* What one pass over a list finds. */
struct ima_result {
        bool read; /* to its end; otherwise the rest is not to be used */
        const void *data;
        size_t size;
        size_t violations;
        char first_violation[IMA_PATH_SHOWN]; /* its path, in printable ASCII */
        size_t differing; /* entries whose template digest is not of what they say */
        size_t first_differing;
};

/* The steps "IMA list" and "IMA data". @data stays the caller's, as long as @out is used. */
void ima_read(const void *data, size_t size, struct steps *steps, struct ima_result *out);

struct ima_rules {
        const struct pcr_values *pcrs; /* that the list must have made; NULL: none are known */
        const struct pcr_values *boot; /* that an event log makes; NULL: there is none */
        const struct ima_paths *paths; /* files that may be measured; NULL: any */
        bool unlisted;                 /* paths that these do not have are in order */
};

/* The other steps, of a list that could be read. True if none failed. */
bool ima_check(const struct ima_result *result, const struct ima_rules *rules, struct steps *steps);

#endif
