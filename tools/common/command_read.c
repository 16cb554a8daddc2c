/* tools/common/command_read.c - see command_read.h. */
#include "tools/common/command_read.h"

#include <stdarg.h>
#include <string.h>

#include "tools/common/command_help.h"
#include "tools/common/nearest.h"

struct reading {
        const struct command *command;
        const char *name; /* "cashew ca revoke" */
        char **words;
        int count;
        int next; /* of @words, the first that is not read */
        void *options;
        uint64_t given; /* a bit for each option of the table */
        struct operands operands;
};

/* A line on stderr; returns 2. */
__attribute__((format(printf, 2, 3))) static int wrong(const struct reading *reading,
                                                       const char *format, ...)
{
        va_list arguments;

        fprintf(stderr, "%s: ", reading->name);
        va_start(arguments, format);
        vfprintf(stderr, format, arguments);
        va_end(arguments);
        fputc('\n', stderr);
        return 2;
}

static uint64_t bit(const struct reading *reading, const struct option *option)
{
        return UINT64_C(1) << (option - reading->command->options);
}

/* @word is how it was given; @text its value, NULL if it is in the next word. */
static int take(struct reading *reading, const struct option *option, const char *word,
                const char *text)
{
        const char *expected;

        if (option_is_flag(option) && text)
                return wrong(reading, "--%s takes no value", option->name);
        if (!option_is_flag(option) && !text) {
                if (reading->next == reading->count)
                        return wrong(reading, "%s wants a value: %s", word,
                                     option_value_name(option));
                text = reading->words[reading->next++];
        }
        expected = option_store(option, text, reading->options);
        reading->given |= bit(reading, option);
        return expected ? wrong(reading, "--%s %s: expected %s", option->name, text, expected) : -1;
}

static int unknown(const struct reading *reading, const char *name, size_t length)
{
        char word[32];
        struct nearest nearest = { .word = word };

        snprintf(word, sizeof(word), "%.*s", (int)length, name);
        if (strcmp(word, "help") == 0)
                return wrong(reading, "--help takes no value");
        for (const struct option *it = reading->command->options; it && it->name; it++)
                nearest_consider(&nearest, it->name);
        nearest_consider(&nearest, "help");
        if (nearest.name)
                return wrong(reading, "unknown option --%.*s; did you mean --%s?", (int)length,
                             name, nearest.name);
        return wrong(reading, "unknown option --%.*s; see %s --help", (int)length, name,
                     reading->name);
}

/* --name or --name=value; @name is behind the dashes. A beginning that only one name has stands for it. */
static int take_long(struct reading *reading, const char *name)
{
        size_t length = strcspn(name, "=");
        const char *text = name[length] ? name + length + 1 : NULL;
        const struct option *found = option_find(reading->command->options, name, length);
        const struct option *other = NULL;

        for (const struct option *it = reading->command->options; it && it->name; it++) {
                if (found && strlen(found->name) == length)
                        break;
                if (length == 0 || strncmp(it->name, name, length) != 0)
                        continue;
                other = found;
                found = it;
        }
        if (other)
                return wrong(reading, "--%.*s may be --%s or --%s", (int)length, name, other->name,
                             found->name);
        return found ? take(reading, found, name - 2, text) : unknown(reading, name, length);
}

/* -o or -oVALUE. */
static int take_letter(struct reading *reading, const char *word)
{
        for (const struct option *it = reading->command->options; it && it->name; it++)
                if (it->letter == word[1] && (word[2] == '\0' || !option_is_flag(it)))
                        return take(reading, it, word, word[2] ? word + 2 : NULL);
        return wrong(reading, "unknown option %s; see %s --help", word, reading->name);
}

static int take_operand(struct reading *reading, char *word)
{
        const struct operand_rule *rule = &reading->command->operands;

        if (!rule->names || reading->operands.count == rule->most)
                return wrong(reading, "%s: unexpected; see %s --help", word, reading->name);
        reading->words[reading->operands.count++] = word;
        return -1;
}

/* All words in turn. Operands move to the front, over words that have been read. */
static int take_words(struct reading *reading)
{
        bool only_operands = false;
        int status = -1;

        while (status < 0 && reading->next < reading->count) {
                char *word = reading->words[reading->next++];

                if (only_operands || word[0] != '-' || word[1] == '\0') {
                        status = take_operand(reading, word);
                } else if (strcmp(word, "--") == 0) {
                        only_operands = true;
                } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
                        command_help(reading->command, reading->name, stdout);
                        return 0;
                } else {
                        status = word[1] == '-' ? take_long(reading, word + 2)
                                                : take_letter(reading, word);
                }
        }
        return status;
}

/* The first of the names, separated by spaces, that was given; NULL if none was. */
static const struct option *first_given(const struct reading *reading, const char *names)
{
        while (*names) {
                size_t length = strcspn(names, " ");
                const struct option *option = option_find(reading->command->options, names, length);

                if (option && (reading->given & bit(reading, option)))
                        return option;
                names += length + strspn(names + length, " ");
        }
        return NULL;
}

/* "tcp unix data" as "--tcp, --unix or --data". */
static const char *spell_out(const char *names)
{
        static char text[256];
        size_t used = 0;

        while (*names && used < sizeof(text)) {
                size_t length = strcspn(names, " ");
                const char *next = names + length + strspn(names + length, " ");
                const char *before = used == 0 ? "" : *next ? ", " : " or ";

                used += (size_t)snprintf(text + used, sizeof(text) - used, "%s--%.*s", before,
                                         (int)length, names);
                names = next;
        }
        return text;
}

static int missing(const struct reading *reading, const char *what)
{
        return wrong(reading, "%s is missing; see %s --help", what, reading->name);
}

static int check_option(const struct reading *reading, const struct option *option)
{
        const struct option *other;

        if (!(reading->given & bit(reading, option)))
                return option->required ? missing(reading, spell_out(option->name)) : -1;
        other = option->excludes ? first_given(reading, option->excludes) : NULL;
        if (other)
                return wrong(reading, "--%s and --%s exclude each other", option->name,
                             other->name);
        if (option->needs && !first_given(reading, option->needs))
                return wrong(reading, "--%s needs %s; see %s --help", option->name,
                             spell_out(option->needs), reading->name);
        return -1;
}

static int check(const struct reading *reading)
{
        const struct command *command = reading->command;
        int status = -1;

        for (const struct option *it = command->options; status < 0 && it && it->name; it++)
                status = check_option(reading, it);
        if (status >= 0)
                return status;
        if (command->one_of && !first_given(reading, command->one_of))
                return missing(reading, spell_out(command->one_of));
        if (reading->operands.count < command->operands.least)
                return wrong(reading, "expected %s; see %s --help", command->operands.names,
                             reading->name);
        return -1;
}

int command_read(const struct command *command, const char *name, int count, char **words,
                 void *options)
{
        struct reading reading = {
                .command = command,
                .name = name,
                .words = words,
                .count = count,
                .options = options,
                .operands = { .list = words },
        };
        int status = take_words(&reading);

        if (status < 0)
                status = check(&reading);
        if (status < 0 && command->operands.names)
                *(struct operands *)((char *)options + command->operands.at) = reading.operands;
        return status;
}
