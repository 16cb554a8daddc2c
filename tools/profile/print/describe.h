/*
 * tools/profile/print/describe.h - a profile as lines for people: a subject, a field of it, its value.
 *
 * Subjects are roles, not names, so that two profiles can be compared: "EK RSA-2048", "AK ECC P-256",
 * "NV 0x01c00002".
 */
#ifndef TOOLS_PROFILE_PRINT_DESCRIBE_H
#define TOOLS_PROFILE_PRINT_DESCRIBE_H

#include "tools/profile/print/facts.h"

/* Everything that @profile says; facts_free() frees it. */
void describe_profile(const struct profile *profile, struct facts *out);

/* Key number @key of it only, as the subject "key"; facts_free() frees it. */
void describe_key(const struct profile *profile, uint32_t key, struct facts *out);

#endif
