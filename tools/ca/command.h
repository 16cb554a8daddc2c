/* tools/ca/command.h - the commands of `cashew ca`, and what all of them take. Implemented above: in a room or a file for each. */
#ifndef TOOLS_CA_COMMAND_H
#define TOOLS_CA_COMMAND_H

#include "tools/common/command.h"

extern const struct command ca_init;
extern const struct command ca_serve;
extern const struct command ca_list;
extern const struct command ca_allow;
extern const struct command ca_revoke;
extern const struct command ca_crl;

/* --dir, for the member directory of the options' type. */
#define CA_OPTION_DIRECTORY(type)                        \
        "dir", "DIR", OPTION_DIRECTORY(type, directory), \
                "where the CA is (default ~/.local/share/cashew/ca)"

#endif
