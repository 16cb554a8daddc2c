/* tools/chip/command.h - the commands of `cashew chip`. Implemented above: in a file for each. */
#ifndef TOOLS_CHIP_COMMAND_H
#define TOOLS_CHIP_COMMAND_H

#include "tools/common/command.h"

extern const struct command chip_init;
extern const struct command chip_show;

#endif
