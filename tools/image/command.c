/* tools/image/command.c - `cashew image`: its commands. */
#include "tools/image/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/command.h"

static const struct command *const commands[] = {
        &image_command_build,   &image_command_convert, &image_command_dump,   &image_command_map,
        &image_command_measure, &image_command_sign,    &image_command_verify, NULL,
};

const struct command command_image = {
        .name = "image",
        .summary = "build, dump and measure IGVM images",
        .description =
                "An image is the IGVM file from which a confidential virtual machine starts.",
        .commands = commands,
};

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
