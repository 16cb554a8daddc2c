/* tools/profile/facts.h - what describe.c and describe_key.c share: texts that grow, facts. */
#ifndef TOOLS_PROFILE_FACTS_H
#define TOOLS_PROFILE_FACTS_H

#include "tools/profile/describe.h"
#include "tools/common/source.h"

/* Long enough for the largest literal in hexadecimal; what does not fit is cut. */
struct text {
        size_t length;
        char data[2 * PROFILE_LITERAL_MAX + 64];
};

__attribute__((format(printf, 2, 3))) void text_add(struct text *text, const char *format, ...);
void text_add_hex(struct text *text, struct profile_bytes bytes);
void text_add_flags(struct text *text, uint32_t flags, struct words words);
void text_add_policy(struct text *text, struct profile_bytes policy);

/* The word for @value, or the number; until the next call. */
const char *word_or_number(struct words words, uint32_t value);

__attribute__((format(printf, 4, 5))) void facts_add(struct facts *facts, const char *subject,
                                                     const char *field, const char *format, ...);

/* What key number @key is for, and which algorithm it has; unlike all others of the profile. */
void key_role(const struct profile *profile, uint32_t key, char role[FACT_SUBJECT_MAX]);

void facts_add_key(struct facts *facts, const char *subject, const struct profile *profile,
                   uint32_t key);

#endif
