/*
 * tools/common/tables.c - `cashew tables`: every command and its options as JSON, for the man pages (man/update) and
 * for tests. Texts are as --help has them.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/common/command.h"

static void print_text(const char *text)
{
        putchar('"');
        for (; *text; text++) {
                if (*text == '"' || *text == '\\')
                        putchar('\\');
                if (*text == '\n')
                        fputs("\\n", stdout);
                else
                        putchar(*text == '\1' ? ' ' : *text);
        }
        putchar('"');
}

static void print_field(const char *name, const char *text)
{
        printf(", \"%s\": ", name);
        print_text(text);
}

static void print_option(const struct command *command, const struct option *option)
{
        const char letter[2] = { option->letter };
        char text[OPTION_TEXT_MAX];

        printf("\n    {\"name\": \"%s\"", option->name);
        print_field("letter", letter);
        print_field("value", option_value_name(option));
        print_field("text", option_text(option, command->defaults, text));
        printf("}");
}

static void print_command(const struct command *command, const char *name, bool first)
{
        char *usage = command_usage(command, name);
        char below[COMMAND_NAME_MAX];

        printf("%s\n  {\"name\": \"%s\"", first ? "" : ",", name);
        print_field("summary", command->summary);
        print_field("usage", usage);
        printf(", \"group\": %s, \"options\": [", command->commands ? "true" : "false");
        for (const struct option *it = command->options; it && it->name; it++) {
                if (it != command->options)
                        putchar(',');
                print_option(command, it);
        }
        printf("]}");
        free(usage);
        for (const struct command *const *it = command->commands; it && *it; it++) {
                snprintf(below, sizeof(below), "%s %s", name, (*it)->name);
                if (!(*it)->hidden)
                        print_command(*it, below, false);
        }
}

static int print_tables(void *options)
{
        (void)options;
        putchar('[');
        print_command(&command_cashew, command_cashew.name, true);
        puts("\n]");
        return 0;
}

const struct command command_tables = {
        .name = "tables",
        .summary = "every command and its options, as JSON",
        .hidden = true,
        .run = print_tables,
};
