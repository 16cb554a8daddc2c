/* tools/attest/events_command.h - `cashew attest events`. */
#ifndef TOOLS_ATTEST_EVENTS_COMMAND_H
#define TOOLS_ATTEST_EVENTS_COMMAND_H

#include "tools/common/command.h"

extern const struct command attest_events;

#endif
