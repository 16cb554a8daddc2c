/* tools/image/common/say.c - see say.h. */
#include "tools/image/common/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/command.h"

int image_error(const char *format, ...)
{
        char text[512];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        return command_error("image", "%s", text);
}

int image_read_file(const char *path, struct file *out)
{
        int error = file_read(path, out);

        return error ? image_error("%s: %s", path, strerror(-error)) : 0;
}
