/* tools/common/command.c - see command.h. */
#include "tools/common/command.h"

#include <stdarg.h>
#include <stdio.h>

int command_error(const char *name, const char *format, ...)
{
        va_list arguments;

        fprintf(stderr, "cashew %s: ", name);
        va_start(arguments, format);
        vfprintf(stderr, format, arguments);
        va_end(arguments);
        fputc('\n', stderr);
        return 1;
}
