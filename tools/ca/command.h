/*
 * tools/ca/command.h - the subcommands of `cashew ca`. Each is a main() of its own, as in
 * tools/common/command.h. Implemented above: in a room or a file for each.
 */
#ifndef TOOLS_CA_COMMAND_H
#define TOOLS_CA_COMMAND_H

int ca_init(int argc, char **argv);
int ca_serve(int argc, char **argv);
int ca_list(int argc, char **argv);
int ca_allow(int argc, char **argv);
int ca_revoke(int argc, char **argv);
int ca_crl(int argc, char **argv);

#endif
