/* tools/main.c - the cashew command: finds the subcommand and hands over. */
#include <stdio.h>
#include <string.h>

#include "tools/common/command.h"

struct command {
        const char *name;
        int (*run)(int argc, char **argv);
        const char *summary;
};

static const struct command commands[] = {
        { "image", command_image, "build, dump and measure IGVM images" },
        { "run", command_run, "boot an image in a virtual machine" },
        { "ca", command_ca, "the certificate authority of a platform" },
        { "chip", command_chip, "the identity of a software chip" },
        { "attest", command_attest, "verify a guest's evidence" },
        { "profile", command_profile, "what a TPM is to be: list, check, compile, show, diff" },
        { "tpm", command_tpm, "make, serve, show and compare TPMs" },
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_usage(FILE *out)
{
        fputs("usage: cashew COMMAND [ARGUMENTS]\n\n", out);
        for (size_t i = 0; i < COMMAND_COUNT; i++)
                fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].summary);
        fputs("\n`cashew COMMAND --help` says more. `cashew --version` prints the version.\n", out);
}

int main(int argc, char **argv)
{
        if (argc < 2) {
                print_usage(stderr);
                return 2;
        }
        if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
                print_usage(stdout);
                return 0;
        }
        if (strcmp(argv[1], "--version") == 0) {
                puts("cashew " CASHEW_VERSION);
                return 0;
        }
        for (size_t i = 0; i < COMMAND_COUNT; i++)
                if (strcmp(argv[1], commands[i].name) == 0)
                        return commands[i].run(argc - 1, argv + 1);
        fprintf(stderr, "cashew: no command '%s'; see `cashew --help`\n", argv[1]);
        return 2;
}
