/* tools/common/command.c - see command.h. */
#include "tools/common/command.h"

#include <stdarg.h>
#include <string.h>

static void say(const char *name, const char *format, va_list arguments)
{
        fprintf(stderr, "cashew %s: ", name);
        vfprintf(stderr, format, arguments);
}

int command_error(const char *name, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        say(name, format, arguments);
        va_end(arguments);
        fputc('\n', stderr);
        return 1;
}

int command_wrong(const char *name, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        say(name, format, arguments);
        va_end(arguments);
        fprintf(stderr, "; see cashew %s --help\n", name);
        return 2;
}

const struct command *command_find(const struct command *group, const char *name)
{
        for (const struct command *const *it = group->commands; *it; it++)
                if (strcmp((*it)->name, name) == 0)
                        return *it;
        return NULL;
}
