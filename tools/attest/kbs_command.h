/* tools/attest/kbs_command.h - `cashew attest kbs`. */
#ifndef TOOLS_ATTEST_KBS_COMMAND_H
#define TOOLS_ATTEST_KBS_COMMAND_H

#include "tools/common/command.h"

extern const struct command attest_kbs;

#endif
