/* tools/chip/command.c - `cashew chip`: its commands. */
#include "tools/chip/command.h"

#include <stdio.h>

#include "tools/common/command.h"
#include "tools/common/tree.h"

static const struct command *const commands[] = { &chip_init, &chip_show, NULL };

const struct command command_chip = {
        .name = "chip",
        .summary = "the identity of a software chip",
        .description =
                "The identity of a software chip: keys, certificates in the form of AMD's, and what "
                "softsnp's security processor answers guests from (cashew run --chip DIR).",
        .commands = commands,
};
