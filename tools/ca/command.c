/* tools/ca/command.c - `cashew ca`: its commands. */
#include "tools/ca/command.h"
#include "tools/common/command.h"
#include "tools/common/tree.h"

static const struct command *const commands[] = { &ca_init, &ca_renew,  &ca_allow, &ca_serve,
                                                  &ca_list, &ca_revoke, &ca_crl,   NULL };

const struct command command_ca = {
        .name = "ca",
        .summary = "the certificate authority of a platform",
        .description =
                "The certificate authority of a platform: it certifies the keys that virtual TPMs are "
                "born with.",
        .commands = commands,
};
