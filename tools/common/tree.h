/*
 * tools/common/tree.h - all commands of `cashew`, and the two that look at all of them. Implemented above: in tools/main.c and
 * in tools/NAME/command.c.
 */
#ifndef TOOLS_COMMON_TREE_H
#define TOOLS_COMMON_TREE_H

#include "tools/common/command.h"

extern const struct command command_cashew; /* the root of the others */
extern const struct command command_attest;
extern const struct command command_ca;
extern const struct command command_chip;
extern const struct command command_image;
extern const struct command command_profile;
extern const struct command command_run;
extern const struct command command_tpm;

extern const struct command command_complete; /* what shells may complete: complete.c */
extern const struct command command_tables;   /* the tables as JSON: tables.c */

#endif
