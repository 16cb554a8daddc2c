/*
 * tools/common/options.h - what a command takes, as a table: from it come reading, --help, the option lists of the man
 * pages and what shells complete, so that they cannot disagree. docs/commands.md shows how to add an option.
 *
 * Neither of the libraries that read options from tables was enough. argp (glibc) writes --help from its table, but
 * values are for a switch of ours to take, which is what stood here thirty times; popt takes texts and numbers too, but
 * knows no ranges, words, lists, options that need or exclude others, or subcommands. Neither suggests what was meant,
 * says what may be completed, or gives its table to others (only --help as text), which is half of what is wanted.
 *
 * What is understood is what getopt_long(3) understands: --name VALUE, --name=VALUE, -o VALUE, -oVALUE, a name's
 * beginning if no other begins so, options behind operands, and -- behind which there are only operands. But --help is
 * written out, and a letter is a word of its own: there are too few to put several into one.
 */
#ifndef TOOLS_COMMON_OPTIONS_H
#define TOOLS_COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/common/words.h"

#define OPTION_LIST_MAX 64  /* values in a list */
#define OPTION_TEXT_MAX 512 /* bytes of what help says of an option, with its NUL */

/* What becomes of a value. The comment says of which type the place is. */
enum option_kind {
        OPTION_KIND_FLAG,      /* bool: there is no value, and it becomes true */
        OPTION_KIND_CLEAR,     /* const char *: there is no value, and it becomes NULL again */
        OPTION_KIND_TEXT,      /* const char *: the value; the string is argv's */
        OPTION_KIND_FILE,      /* the same; shells complete the name of a file */
        OPTION_KIND_DIRECTORY, /* the same; shells complete the name of a directory */
        OPTION_KIND_LIST,      /* struct option_list: one value more */
        OPTION_KIND_FILES,     /* the same; shells complete the name of a file */
        OPTION_KIND_NUMBER,    /* unsigned int: decimal, or hexadecimal with 0x */
        OPTION_KIND_NUMBER64,  /* uint64_t: the same */
        OPTION_KIND_WORD,      /* unsigned int, or an enum: what one of the words stands for */
        OPTION_KIND_WORD_TEXT, /* const char *: one of the words itself */
        OPTION_KIND_WORD_SET,  /* unsigned int: the bit of that number is set; may be given often */
        OPTION_KIND_READ,      /* anything: what a function makes of the value */
};

/* Values of options that may be given often, in their order. Several options may share a list. */
struct option_list {
        size_t count;
        struct {
                int tag; /* the option's */
                const char *text;
        } items[OPTION_LIST_MAX];
};

/* What is not an option: argv's strings, in their order. */
struct operands {
        char **list;
        size_t count;
};

struct option {
        const char *name; /* without --; NULL ends a table */
        const char *
                value; /* what help calls its value: "FILE". NULL: a flag, or the words are the name */
        enum option_kind kind;
        size_t at; /* where in the command's options it goes */
        const char
                *help; /* a phrase; ranges, words and what is there without the option follow it */

        /* The rest may be left out. */
        char letter;          /* a second name, with one - */
        bool required;        /* the command is nothing without it */
        const char *needs;    /* names separated by spaces: one of them must be given too */
        const char *excludes; /* names separated by spaces: none of them may be given too */
        uint64_t least,
                most; /* of numbers, both included; of a list, most: its length; 0: OPTION_LIST_MAX */
        const struct words *words;
        bool single; /* of a list that it shares: only the last value counts */
        int tag;     /* of what it adds to a list */
        /* OPTION_KIND_READ: fills in the place; returns NULL, or what was expected ("unix:PATH"). */
        const char *(*read)(const char *text, void *place);
        /* Words that shells complete, besides what the kind says; 0, or -1 if they cannot be had. */
        int (*offer)(void (*take)(const char *word));
};

/* The kind and the place, for a table; the compiler compares the member's type with what the kind fills in. */
#define OPTION_AT(type, member, c_type) \
        _Generic(&((type *)0)->member, c_type * : offsetof(type, member))
#define OPTION_FLAG(type, member)      OPTION_KIND_FLAG, OPTION_AT(type, member, bool)
#define OPTION_CLEAR(type, member)     OPTION_KIND_CLEAR, OPTION_AT(type, member, const char *)
#define OPTION_TEXT(type, member)      OPTION_KIND_TEXT, OPTION_AT(type, member, const char *)
#define OPTION_FILE(type, member)      OPTION_KIND_FILE, OPTION_AT(type, member, const char *)
#define OPTION_DIRECTORY(type, member) OPTION_KIND_DIRECTORY, OPTION_AT(type, member, const char *)
#define OPTION_LIST(type, member)      OPTION_KIND_LIST, OPTION_AT(type, member, struct option_list)
#define OPTION_FILES(type, member)     OPTION_KIND_FILES, OPTION_AT(type, member, struct option_list)
#define OPTION_NUMBER(type, member)    OPTION_KIND_NUMBER, OPTION_AT(type, member, unsigned int)
#define OPTION_NUMBER64(type, member)  OPTION_KIND_NUMBER64, OPTION_AT(type, member, uint64_t)
#define OPTION_WORD(type, member)      OPTION_KIND_WORD, OPTION_AT(type, member, unsigned int)
#define OPTION_WORD_TEXT(type, member) OPTION_KIND_WORD_TEXT, OPTION_AT(type, member, const char *)
#define OPTION_WORD_SET(type, member)  OPTION_KIND_WORD_SET, OPTION_AT(type, member, unsigned int)
#define OPTION_READ(type, member)      OPTION_KIND_READ, offsetof(type, member)

/* True if the option stands alone, without a value. */
bool option_is_flag(const struct option *option);

/* True if each time that it is given counts. */
bool option_may_be_repeated(const struct option *option);

/* Its value as help names it: "FILE", "tcg|kvm"; "" for a flag. The text is good until the next call. */
const char *option_value_name(const struct option *option);

/*
 * What help says of it: the phrase, then words, range and default as far as there are some. @defaults is the command's.
 * Returns @out.
 */
const char *option_text(const struct option *option, const void *defaults,
                        char out[OPTION_TEXT_MAX]);

/* The option with that name of @length bytes, or NULL. */
const struct option *option_find(const struct option *table, const char *name, size_t length);

/*
 * Puts @text (NULL for a flag) where it goes in @options. Returns NULL, or what was expected instead; that text is good
 * until the next call.
 */
__attribute__((warn_unused_result)) const char *option_store(const struct option *option,
                                                             const char *text, void *options);

#endif
