/*
 * tools/common/tables.c - `cashew tables`: every command and its options as JSON, for the man pages (man/update) and
 * for tests. Texts are as --help has them.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/common/command_help.h"
#include "tools/common/json.h"
#include "tools/common/tree.h"

static void print_field(const char *name, const char *text)
{
        printf(", \"%s\": ", name);
        json_string(stdout, text);
}

/* An element for each line. */
static void print_usage(const struct command *command, const char *name)
{
        char *usage = command_usage(command, name);
        const char *between = "";

        for (char *it = usage; *it; it++)
                *it = *it == '\1' ? ' ' : *it;
        printf(", \"usage\": [");
        for (const char *line = strtok(usage, "\n"); line; line = strtok(NULL, "\n")) {
                fputs(between, stdout);
                json_string(stdout, line);
                between = ", ";
        }
        printf("]");
        free(usage);
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
        char below[COMMAND_NAME_MAX];

        printf("%s\n  {\"name\": \"%s\"", first ? "" : ",", name);
        print_field("summary", command->summary);
        print_usage(command, name);
        printf(", \"group\": %s, \"options\": [", command->commands ? "true" : "false");
        for (const struct option *it = command->options; it && it->name; it++) {
                if (it != command->options)
                        putchar(',');
                print_option(command, it);
        }
        printf("]}");
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
