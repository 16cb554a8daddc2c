/* tools/tpm/command.c - `cashew tpm`: finds the subcommand and hands over. */
#include "tools/tpm/command.h"

#include "tools/common/command.h"

#include <stdio.h>
#include <string.h>

static void usage(FILE *out)
{
        fputs("usage: cashew tpm COMMAND [ARGUMENTS]\n\n"
              "TPMs that are made from profiles, and whether others are as a profile says.\n\n"
              "  serve        make a TPM and offer it as swtpm does\n"
              "  manufacture  make a TPM, and leave its state in a directory\n"
              "  show         what a TPM has\n"
              "  conform      compare a TPM with a profile, line by line\n\n"
              "`cashew tpm COMMAND --help` says more.\n",
              out);
}

int command_tpm(int argc, char **argv)
{
        static const struct {
                const char *name;
                int (*run)(int argc, char **argv);
        } commands[] = {
                { "serve", tpm_serve },
                { "manufacture", tpm_manufacture },
                { "show", tpm_show },
                { "conform", tpm_conform },
        };

        if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
                usage(stdout);
                return 0;
        }
        for (size_t i = 0; argc >= 2 && i < sizeof(commands) / sizeof(commands[0]); i++) {
                if (strcmp(argv[1], commands[i].name) == 0)
                        return commands[i].run(argc - 1, argv + 1);
        }
        usage(stderr);
        return 2;
}
