/*
 * tools/common/command.h - the commands of `cashew` as a tree of tables, and what all of them say.
 *
 * Exit statuses: 0 done, 1 it could not be done (one clear line on stderr), 2 the command line is wrong.
 */
#ifndef TOOLS_COMMON_COMMAND_H
#define TOOLS_COMMON_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "tools/common/options.h"

#define COMMAND_NAME_MAX 64 /* bytes of "cashew image measure", with its NUL */

/* What a command takes besides options. */
struct operand_rule {
        const char *names; /* for help: "FILE [HEADER...]"; NULL: there are none */
        size_t at;         /* of a struct operands in the command's options */
        size_t least, most;
        int (*offer)(void (*take)(const char *word)); /* words that shells complete besides files */
};

/* Either a group, which has commands, or a command, which has run() and options. */
struct command {
        const char *name;
        const char *summary; /* a phrase for the list of the group that it is in */
        /* For --help: paragraphs, wrapped by who prints them; lines that begin with a space stay. NULL: the summary. */
        const char *description;
        bool hidden; /* from people: not in lists, not completed */

        const struct command *const *commands; /* of a group; NULL at the end */

        /* @options is filled in from @defaults and the command line, and is the command's to change. */
        int (*run)(void *options);
        const struct option *options; /* NULL: it has none */
        const void *defaults;
        size_t size; /* of the options, in bytes */
        struct operand_rule operands;
        const char
                *one_of; /* names of options separated by spaces, of which one at least is needed */
        /* Lines for --help behind the command's name, if what the table gives would not do. */
        const char *usage;
};

/* A command's options of a type, and what they are unless the command line says otherwise. */
#define COMMAND_OPTIONS(table, type, ...)                                   \
        .options = (table), .size = sizeof(type), .defaults = &(const type) \
        {                                                                   \
                __VA_ARGS__                                                 \
        }

/* What it takes besides, into the member operands; their names for help, how many, and what shells may complete. */
#define COMMAND_OPERANDS(label, type, fewest, highest, words)                                   \
        .operands = { (label), OPTION_AT(type, operands, struct operands), (fewest), (highest), \
                      (words) }

/* The command of a group with that name, or NULL. */
const struct command *command_find(const struct command *group, const char *name);

/* Prints "cashew NAME: " and the text on stderr; returns 1, so that a command can end with it. */
__attribute__((format(printf, 2, 3))) int command_error(const char *name, const char *format, ...);

/* The same of a command line that is wrong, with where to read how it would be right; returns 2. */
__attribute__((format(printf, 2, 3))) int command_wrong(const char *name, const char *format, ...);

#endif
