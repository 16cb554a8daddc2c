/* tools/common/command_read.h - the words of a command line, by a command's tables. */
#ifndef TOOLS_COMMON_COMMAND_READ_H
#define TOOLS_COMMON_COMMAND_READ_H

#include "tools/common/command.h"

/*
 * Reads @count words into @options, which has the defaults; operands are moved together at the front of @words. @name is the
 * command's with those above it. Returns -1 to go on, 0 after help has been printed, or 2 after a line on stderr.
 */
__attribute__((warn_unused_result)) int command_read(const struct command *command,
                                                     const char *name, int count, char **words,
                                                     void *options);

#endif
