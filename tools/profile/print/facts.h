/*
 * tools/profile/print/facts.h - lists of facts, a value for a field of a subject each, and the texts that values are made of.
 * There is no error for want of memory: it is a few kilobytes, on a host, and the program ends.
 */
#ifndef TOOLS_PROFILE_PRINT_FACTS_H
#define TOOLS_PROFILE_PRINT_FACTS_H

#include <stddef.h>

#include "lib/profile/compiled.h"
#include "tools/common/words.h"

#define FACT_SUBJECT_MAX 64

struct fact {
        char subject[FACT_SUBJECT_MAX];
        const char *field; /* the caller's, and of longer life than the list */
        char *value;       /* malloc()ed */
};

struct facts {
        struct fact *list; /* those of a subject one behind the other */
        size_t count;
        size_t room;
};

/* The value of @field of @subject, or NULL. */
const char *facts_find(const struct facts *facts, const char *subject, const char *field);

void facts_free(struct facts *facts);

/* Adds a fact behind the others; the value is made as printf() makes it. */
__attribute__((format(printf, 4, 5))) void facts_add(struct facts *facts, const char *subject,
                                                     const char *field, const char *format, ...);

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

#endif
