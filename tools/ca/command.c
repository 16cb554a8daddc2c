/* tools/ca/command.c - `cashew ca`: finds the subcommand and hands over. */
#include "tools/ca/command.h"
#include "tools/common/command.h"

#include <stdio.h>
#include <string.h>

static void usage(FILE *out)
{
        fputs("usage: cashew ca COMMAND [ARGUMENTS]\n\n"
              "The certificate authority of a platform: it certifies the keys that virtual TPMs are\n"
              "born with.\n\n"
              "  init    make a root and an intermediate certificate\n"
              "  allow   add an image, a profile or a chip's root to the policy\n"
              "  serve   answer requests of virtual machines\n"
              "  list    what has been issued\n"
              "  revoke  a certificate is no longer good\n"
              "  crl     the list of revoked certificates\n\n"
              "`cashew ca COMMAND --help` says more.\n",
              out);
}

int command_ca(int argc, char **argv)
{
        static const struct {
                const char *name;
                int (*run)(int argc, char **argv);
        } commands[] = { { "init", ca_init }, { "serve", ca_serve },   { "allow", ca_allow },
                         { "list", ca_list }, { "revoke", ca_revoke }, { "crl", ca_crl } };

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
