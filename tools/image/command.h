/* tools/image/command.h - the commands of `cashew image`. Implemented above: in a room for each. */
#ifndef TOOLS_IMAGE_COMMAND_H
#define TOOLS_IMAGE_COMMAND_H

#include "tools/common/command.h"

extern const struct command image_command_build;
extern const struct command image_command_convert;
extern const struct command image_command_dump;
extern const struct command image_command_map;
extern const struct command image_command_measure;
extern const struct command image_command_sign;
extern const struct command image_command_verify;

#endif
