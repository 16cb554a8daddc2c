/* lib/personality/keys.h - the keys of a personality: one table for the reader and for who lists them. */
#ifndef LIB_PERSONALITY_KEYS_H
#define LIB_PERSONALITY_KEYS_H

#include <stddef.h>
#include <stdint.h>

enum personality_kind {
        PERSONALITY_NAME,   /* one word, kept as text */
        PERSONALITY_NUMBER, /* one number, least to most */
        PERSONALITY_WORD,   /* one of the words: its value */
        PERSONALITY_FLAGS,  /* any of the words, or none: their values together */
        PERSONALITY_ANSWER, /* two numbers */
        PERSONALITY_CPUID,  /* a row of struct personality's cpuid (rows.h) */
        PERSONALITY_MSR,    /* a row of msr */
};

struct personality_word {
        const char *text; /* NULL ends the list */
        uint64_t value;
};

/* A key, and where its value goes in struct personality. */
struct personality_key {
        const char *name;
        enum personality_kind kind;
        size_t offset;
        uint64_t least, most;                 /* of PERSONALITY_NUMBER */
        const struct personality_word *words; /* of PERSONALITY_WORD and PERSONALITY_FLAGS */
};

extern const struct personality_key personality_keys[];
extern const size_t personality_key_count;

#endif
