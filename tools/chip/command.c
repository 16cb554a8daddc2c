/* tools/chip/command.c - `cashew chip`: its commands. */
#include "tools/chip/chip.h"

#include <openssl/err.h>

#include <stdio.h>

#include "tools/common/command.h"

int chip_openssl_error(const char *what)
{
        unsigned long error = ERR_peek_last_error();
        const char *reason = error ? ERR_reason_error_string(error) : NULL;

        (void)command_error("chip", "%s: %s", what, reason ? reason : "no reason given");
        ERR_clear_error();
        return -1;
}

static const struct command *const commands[] = { &chip_init, &chip_show, NULL };

const struct command command_chip = {
        .name = "chip",
        .summary = "the identity of a software chip",
        .description =
                "The identity of a software chip: keys, certificates in the form of AMD's, and what "
                "softsnp's security processor answers guests from (cashew run --chip DIR).",
        .commands = commands,
};
