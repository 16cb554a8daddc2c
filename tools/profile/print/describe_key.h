/* tools/profile/print/describe_key.h - a key of a profile as lines for people. */
#ifndef TOOLS_PROFILE_PRINT_DESCRIBE_KEY_H
#define TOOLS_PROFILE_PRINT_DESCRIBE_KEY_H

#include "tools/profile/print/facts.h"

/* What key number @key is for, and which algorithm it has; unlike all others of the profile. */
void key_role(const struct profile *profile, uint32_t key, char role[FACT_SUBJECT_MAX]);

/* Everything that @profile says of key number @key, as facts of @subject. */
void facts_add_key(struct facts *facts, const char *subject, const struct profile *profile,
                   uint32_t key);

#endif
