/*
 * tools/chip/command.h - the subcommands of `cashew chip`. Each is a main() of its own, as in tools/common/command.h. Implemented
 * above: in a file for each.
 */
#ifndef TOOLS_CHIP_COMMAND_H
#define TOOLS_CHIP_COMMAND_H

int chip_init(int argc, char **argv);
int chip_show(int argc, char **argv);

#endif
