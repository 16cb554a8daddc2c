/*
 * tools/tpm/swtpm/words.h - values of swtpm's options: words separated by commas, NAME=VALUE or NAME alone (man 8 swtpm).
 */
#ifndef TOOLS_TPM_SWTPM_WORDS_H
#define TOOLS_TPM_SWTPM_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum word_kind {
        WORD_TEXT,   /* const char * */
        WORD_NUMBER, /* int, decimal, 0 to 65535 */
        WORD_OCTAL,  /* int, a file's mode */
        WORD_USER,   /* int, a number or a user's name */
        WORD_GROUP,  /* int, a number or a group's name */
        WORD_FLAG,   /* bool, no value or true or false */
};

/* A word that an option takes; an empty name ends a table. */
struct word {
        const char *name;
        enum word_kind kind;
        size_t at; /* of the options' structure */
};

/* Numbers that were not given. */
#define WORD_NONE (-1)

/*
 * Reads @text, which is cut up where it stands, into the members of @out. Returns 0, or -1 after a line that names the word of
 * @option that cannot be, and says which can.
 */
__attribute__((warn_unused_result)) int words_read(const char *option, char *text,
                                                   const struct word *words, void *out);

/* Prints "cashew-swtpm: " and the text on stderr; returns 1. */
__attribute__((format(printf, 1, 2))) int swtpm_error(const char *format, ...);

#endif
