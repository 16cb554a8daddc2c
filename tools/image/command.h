/*
 * tools/image/command.h - the subcommands of `cashew image`, as tools/image/command.c finds them. Each is a main() of its own, as
 * in tools/common/command.h: argv[0] is its name, what it returns is the exit status. Implemented above: in a room for each.
 */
#ifndef TOOLS_IMAGE_COMMAND_H
#define TOOLS_IMAGE_COMMAND_H

int image_command_build(int argc, char **argv);
int image_command_convert(int argc, char **argv);
int image_command_dump(int argc, char **argv);
int image_command_map(int argc, char **argv);
int image_command_measure(int argc, char **argv);
int image_command_sign(int argc, char **argv);
int image_command_verify(int argc, char **argv);

#endif
