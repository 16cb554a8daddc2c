/* tools/chip/command.c - `cashew chip`: finds its subcommand. */
#include "tools/chip/command.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/command.h"

static void usage(FILE *out)
{
        fputs("usage: cashew chip init|show [OPTION...]\n\n"
              "The identity of a software chip: keys, certificates in the form of AMD's, and what\n"
              "softsnp's security processor answers guests from (cashew run --chip DIR).\n\n"
              "  init   make one\n"
              "  show   print what one is\n\n"
              "`cashew chip init --help` says more.\n",
              out);
}

int command_chip(int argc, char **argv)
{
        if (argc >= 2 && strcmp(argv[1], "init") == 0)
                return chip_init(argc - 1, argv + 1);
        if (argc >= 2 && strcmp(argv[1], "show") == 0)
                return chip_show(argc - 1, argv + 1);
        if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
                usage(stdout);
                return 0;
        }
        usage(stderr);
        return 2;
}
