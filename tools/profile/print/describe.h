/*
 * tools/profile/print/describe.h - a profile as lines for people: a subject, a field of it, its value.
 *
 * Subjects are roles, not names, so that two profiles can be compared: "EK RSA-2048", "AK ECC P-256",
 * "NV 0x01c00002".
 */
#ifndef TOOLS_PROFILE_PRINT_DESCRIBE_H
#define TOOLS_PROFILE_PRINT_DESCRIBE_H

#include <stddef.h>

#include "tools/profile/load/open.h"

#define FACT_SUBJECT_MAX 64

struct fact {
        char subject[FACT_SUBJECT_MAX];
        const char *field;
        char *value;
};

struct facts {
        struct fact *list; /* those of a subject one behind the other */
        size_t count;
        size_t room;
};

/* Everything that @profile says. */
void describe_profile(const struct profile *profile, struct facts *out);

/* One key only, as the subject "key". */
void describe_key(const struct profile *profile, uint32_t key, struct facts *out);

/* The value of @field of @subject, or NULL. */
const char *facts_find(const struct facts *facts, const char *subject, const char *field);

void facts_free(struct facts *facts);

#endif
