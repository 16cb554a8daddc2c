/* tools/common/command_main.c - see command_main.h. */
#include "tools/common/command_main.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/command_help.h"
#include "tools/common/command_read.h"
#include "tools/common/nearest.h"

static int no_command(const struct command *group, const char *name, const char *word)
{
        struct nearest nearest = { .word = word };

        for (const struct command *const *it = group->commands; *it; it++)
                if (!(*it)->hidden)
                        nearest_consider(&nearest, (*it)->name);
        fprintf(stderr, "%s: no command '%s'", name, word);
        if (nearest.name)
                fprintf(stderr, "; did you mean '%s'?\n", nearest.name);
        else
                fprintf(stderr, "; see %s --help\n", name);
        return 2;
}

/* What could not be printed was not done, whatever the command thought: a full disk must not look like success. */
static int finish(const char *name, int status)
{
        if ((fflush(stdout) == 0 && !ferror(stdout)) || status != 0)
                return status;
        return command_error(name, "standard output: %s", strerror(errno));
}

static int run(const struct command *command, const char *name, int count, char **words)
{
        void *options = calloc(1, command->size + 1);
        int status;

        if (!options)
                return command_error(command->name, "out of memory");
        if (command->size)
                memcpy(options, command->defaults, command->size);
        status = command_read(command, name, count, words, options);
        if (status < 0)
                status = command->run(options);
        free(options);
        return finish(command->name, status);
}

int command_main(const struct command *root, int argc, char **argv)
{
        const struct command *command = root;
        char name[COMMAND_NAME_MAX];
        size_t length = (size_t)snprintf(name, sizeof(name), "%s", root->name);
        int at = 1;

        for (; command->commands; at++) {
                const struct command *found = at < argc ? command_find(command, argv[at]) : NULL;
                bool help = at < argc &&
                            (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0);

                if (at == argc || help) {
                        command_help(command, name, help ? stdout : stderr);
                        return help ? finish("--help", 0) : 2;
                }
                if (!found)
                        return no_command(command, name, argv[at]);
                command = found;
                length += (size_t)snprintf(name + length, sizeof(name) - length, " %s",
                                           command->name);
        }
        return run(command, name, argc - at, argv + at);
}
