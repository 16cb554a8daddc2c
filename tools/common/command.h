/*
 * tools/common/command.h - the subcommands of `cashew`, a room for each. Implemented above: in tools/NAME/command.c.
 *
 * Each is a main() of its own: argv[0] is the subcommand's name, --help is its own to print. Exit status: 0 done, 1 it
 * could not be done (one clear line on stderr), 2 the command line is wrong.
 */
#ifndef TOOLS_COMMON_COMMAND_H
#define TOOLS_COMMON_COMMAND_H

int command_image(int argc, char **argv);   /* build, convert, dump, map, measure, sign, verify */
int command_ca(int argc, char **argv);      /* init, serve, list */
int command_chip(int argc, char **argv);    /* init, show */
int command_attest(int argc, char **argv);  /* verify, show */
int command_profile(int argc, char **argv); /* list, check, compile, show, diff */
int command_tpm(int argc, char **argv);     /* serve, manufacture, show, conform */
int command_run(int argc, char **argv);

/* Prints "cashew NAME: " and the text on stderr; returns 1, so that a command can end with it. */
__attribute__((format(printf, 2, 3))) int command_error(const char *name, const char *format, ...);

#endif
