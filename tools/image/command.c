/* tools/image/command.c - `cashew image`: its commands. */
#include "tools/image/command.h"
#include "tools/common/tree.h"

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
