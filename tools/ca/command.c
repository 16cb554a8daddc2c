/* tools/ca/command.c - `cashew ca`: its commands. */
#include "tools/ca/command.h"
#include "tools/common/command.h"

#include <stdlib.h>

const char *ca_directory(const char *given)
{
        static char path[4096];
        const char *data = getenv("XDG_DATA_HOME");
        const char *home = getenv("HOME");

        if (given)
                return given;
        if (data && *data)
                snprintf(path, sizeof(path), "%s/cashew/ca", data);
        else if (home && *home)
                snprintf(path, sizeof(path), "%s/.local/share/cashew/ca", home);
        else
                exit(command_error("ca", "neither XDG_DATA_HOME nor HOME is set: give --dir"));
        return path;
}

static const struct command *const commands[] = { &ca_init,   &ca_allow, &ca_serve, &ca_list,
                                                  &ca_revoke, &ca_crl,   NULL };

const struct command command_ca = {
        .name = "ca",
        .summary = "the certificate authority of a platform",
        .description =
                "The certificate authority of a platform: it certifies the keys that virtual TPMs are "
                "born with.",
        .commands = commands,
};
