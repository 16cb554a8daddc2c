/* tools/common/command_help.h - what --help prints of a command. */
#ifndef TOOLS_COMMON_COMMAND_HELP_H
#define TOOLS_COMMON_COMMAND_HELP_H

#include <stdio.h>

#include "tools/common/command.h"

/* Help of a command or a group; @name is its own with those above it: "cashew ca revoke". */
void command_help(const struct command *command, const char *name, FILE *out);

/*
 * What stands behind "usage:", a line for each form; those of a group are its commands' in turn. To be freed. Spaces at which
 * no line should end are '\1'.
 */
char *command_usage(const struct command *command, const char *name);

#endif
