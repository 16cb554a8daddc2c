/*
 * tools/tpm/command.h - the subcommands of `cashew tpm`. Each is a main() of its own, as in
 * tools/common/command.h. Implemented above: in a room or a file for each.
 */
#ifndef TOOLS_TPM_COMMAND_H
#define TOOLS_TPM_COMMAND_H

int tpm_serve(int argc, char **argv);
int tpm_manufacture(int argc, char **argv);
int tpm_show(int argc, char **argv);
int tpm_conform(int argc, char **argv);

#endif
