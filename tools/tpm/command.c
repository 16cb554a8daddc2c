/* tools/tpm/command.c - `cashew tpm`: its commands. */
#include "tools/tpm/command.h"
#include "tools/common/tree.h"

static const struct command *const commands[] = { &tpm_serve,   &tpm_manufacture,
                                                  &tpm_repair,  &tpm_import,
                                                  &tpm_export,  &tpm_show,
                                                  &tpm_conform, NULL };

const struct command command_tpm = {
        .name = "tpm",
        .summary = "make, serve, repair, show and compare TPMs",
        .description =
                "TPMs that are made from profiles, and whether others are as a profile says.",
        .commands = commands,
};
