/* tools/common/command_main.h - a program that is a tree of commands. */
#ifndef TOOLS_COMMON_COMMAND_MAIN_H
#define TOOLS_COMMON_COMMAND_MAIN_H

#include "tools/common/command.h"

/* Finds the command that argv names in @root, reads its options, and runs it. Returns the exit status. */
int command_main(const struct command *root, int argc, char **argv);

#endif
