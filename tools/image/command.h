/* tools/image/command.h - `cashew image`: its subcommands, and what all of them say and read. */
#ifndef TOOLS_IMAGE_COMMAND_H
#define TOOLS_IMAGE_COMMAND_H

#include "tools/common/file.h"

/* One line on stderr, "cashew image: ..."; returns 1. */
__attribute__((format(printf, 1, 2))) int image_error(const char *format, ...);

/* One line on stderr about the command line of `cashew image SUBCOMMAND`; returns 2. */
int image_wrong_usage(const char *subcommand, const char *reason);

/* Reads a file, saying why it cannot. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int image_read_file(const char *path, struct file *out);

/* The subcommands; argv[0] is their name. Exit statuses as in tools/common/command.h. */
int image_command_build(int argc, char **argv);
int image_command_convert(int argc, char **argv);
int image_command_dump(int argc, char **argv);
int image_command_map(int argc, char **argv);
int image_command_measure(int argc, char **argv);
int image_command_sign(int argc, char **argv);
int image_command_verify(int argc, char **argv);

#endif
