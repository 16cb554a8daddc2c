/* tests/unit/image/last_error.c - image_error() in the place of the command's, which prints. */
#include "tests/unit/image/last_error.h"

#include <stdarg.h>
#include <stdio.h>

#include "tools/image/common/say.h"

char last_error[256];

int image_error(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(last_error, sizeof(last_error), format, arguments);
        va_end(arguments);
        return 1;
}
