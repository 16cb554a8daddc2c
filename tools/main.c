/* tools/main.c - the cashew command: the root of the commands' tree. */
#include <stdio.h>
#include <string.h>

#include "tools/common/command_main.h"
#include "tools/common/tree.h"

static const struct command *const commands[] = {
        &command_image,   &command_run, &command_ca,       &command_chip,   &command_attest,
        &command_profile, &command_tpm, &command_complete, &command_tables, NULL,
};

const struct command command_cashew = {
        .name = "cashew",
        .summary = "images, machine and certificate authority of the Cashew SVSM",
        .description = "Images, machine and certificate authority of the Cashew SVSM, and TPMs. "
                       "`cashew --version` prints the version.",
        .usage = "COMMAND [ARGUMENT...]",
        .commands = commands,
};

int main(int argc, char **argv)
{
        if (argc == 2 && strcmp(argv[1], "--version") == 0) {
                puts("cashew " CASHEW_VERSION);
                return 0;
        }
        return command_main(&command_cashew, argc, argv);
}
