/* tools/common/command_help.c - see command_help.h. */
#include "tools/common/command_help.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH       80
#define COLUMN_MOST 26   /* texts begin at most there */
#define JOINED      '\1' /* a space at which no line ends */

/* More optional ones are not named one by one. */
#define USAGE_OPTIONS 4

static void print_joined(const char *text, size_t length, FILE *out)
{
        for (size_t i = 0; i < length; i++)
                fputc(text[i] == JOINED ? ' ' : text[i], out);
}

/* Words of one paragraph from @column on, further lines from @indent on; ends the last line. */
static void wrap(const char *text, size_t column, size_t indent, FILE *out)
{
        bool first = true;

        while (*text && *text != '\n') {
                size_t length = strcspn(text, " \n");

                if (!first && column + 1 + length > WIDTH) {
                        fprintf(out, "\n%*s", (int)indent, "");
                        column = indent;
                } else if (!first) {
                        fputc(' ', out);
                        column++;
                }
                print_joined(text, length, out);
                column += length;
                text += length + (text[length] == ' ');
                first = false;
        }
        fputc('\n', out);
}

/* A description: lines are paragraphs. */
static void print_paragraphs(const char *text, FILE *out)
{
        while (text) {
                const char *end = strchr(text, '\n');

                if (*text == ' ')
                        fprintf(out, "%.*s\n", (int)strcspn(text, "\n"), text);
                else
                        wrap(text, 0, 0, out);
                text = end ? end + 1 : NULL;
        }
}

static void add_option(const struct option *option, FILE *out)
{
        const char *value = option_value_name(option);

        if (option->letter)
                fprintf(out, "-%c", option->letter);
        else
                fprintf(out, "--%s", option->name);
        if (*value)
                fprintf(out, "%c%s", JOINED, value);
}

static void add_optional(const struct command *command, FILE *out)
{
        size_t count = 0;

        for (const struct option *it = command->options; it && it->name; it++)
                count += !it->required;
        if (count > USAGE_OPTIONS) {
                fputs(" [OPTION...]", out);
                return;
        }
        for (const struct option *it = command->options; it && it->name; it++) {
                if (it->required)
                        continue;
                fputs(" [", out);
                add_option(it, out);
                fputs(option_may_be_repeated(it) ? "]..." : "]", out);
        }
}

static void add_tables(const struct command *command, FILE *out)
{
        if (command->operands.names)
                fprintf(out, " %s", command->operands.names);
        for (const struct option *it = command->options; it && it->name; it++) {
                if (!it->required)
                        continue;
                fputc(' ', out);
                add_option(it, out);
        }
        add_optional(command, out);
}

/* Those of a group are its commands' in turn. */
static void add_usage(const struct command *command, const char *name, FILE *out)
{
        const char *line = command->usage;
        char below[COMMAND_NAME_MAX];

        for (; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
                fprintf(out, "%s %.*s\n", name, (int)strcspn(line, "\n"), line);
        if (command->usage)
                return;
        if (!command->commands) {
                fputs(name, out);
                add_tables(command, out);
                fputc('\n', out);
        }
        for (const struct command *const *it = command->commands; it && *it; it++) {
                snprintf(below, sizeof(below), "%s %s", name, (*it)->name);
                if (!(*it)->hidden)
                        add_usage(*it, below, out);
        }
}

char *command_usage(const struct command *command, const char *name)
{
        char *text = NULL;
        size_t size;
        FILE *out = open_memstream(&text, &size);

        if (!out)
                abort();
        add_usage(command, name, out);
        fclose(out);
        return text;
}

static void print_usage(const struct command *command, const char *name, FILE *out)
{
        char *usage = command_usage(command, name);
        const char *before = "usage: ";

        for (char *line = strtok(usage, "\n"); line; line = strtok(NULL, "\n")) {
                fputs(before, out);
                wrap(line, strlen(before), strlen(before) + strlen(name) + 1, out);
                before = "       ";
        }
        free(usage);
}

/* "  --name VALUE  text", the text from @column on. */
static void print_row(const char *head, const char *text, size_t column, FILE *out)
{
        size_t length = 2 + strlen(head);

        fprintf(out, "  %s", head);
        if (length + 2 > column)
                fprintf(out, "\n%*s", (int)column, "");
        else
                fprintf(out, "%*s", (int)(column - length), "");
        wrap(text, column, column, out);
}

static size_t wider(size_t column, size_t head)
{
        return head + 4 > column && head + 4 <= COLUMN_MOST ? head + 4 : column;
}

static const char *option_head(const struct option *option, char out[OPTION_TEXT_MAX])
{
        const char *value = option_value_name(option);
        char letter[8] = "";

        if (option->letter)
                snprintf(letter, sizeof(letter), "-%c, ", option->letter);
        snprintf(out, OPTION_TEXT_MAX, "%s--%s%s%s", letter, option->name, *value ? " " : "",
                 value);
        return out;
}

static void print_options(const struct command *command, FILE *out)
{
        char head[OPTION_TEXT_MAX];
        char text[OPTION_TEXT_MAX];
        size_t column = wider(0, strlen("-h, --help"));

        for (const struct option *it = command->options; it && it->name; it++)
                column = wider(column, strlen(option_head(it, head)));
        for (const struct option *it = command->options; it && it->name; it++)
                print_row(option_head(it, head), option_text(it, command->defaults, text), column,
                          out);
        print_row("-h, --help", "print this", column, out);
}

static void print_commands(const struct command *group, FILE *out)
{
        size_t column = 0;

        for (const struct command *const *it = group->commands; *it; it++)
                column = (*it)->hidden ? column : wider(column, strlen((*it)->name));
        for (const struct command *const *it = group->commands; *it; it++)
                if (!(*it)->hidden)
                        print_row((*it)->name, (*it)->summary, column, out);
}

void command_help(const struct command *command, const char *name, FILE *out)
{
        print_usage(command, name, out);
        fputc('\n', out);
        print_paragraphs(command->description ? command->description : command->summary, out);
        fputc('\n', out);
        if (!command->commands) {
                print_options(command, out);
                return;
        }
        print_commands(command, out);
        fprintf(out, "\n`%s COMMAND --help` says more.\n", name);
}
