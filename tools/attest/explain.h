/* tools/attest/explain.h - what each step of a verdict asks, and what could be if nobody asked. */
#ifndef TOOLS_ATTEST_EXPLAIN_H
#define TOOLS_ATTEST_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/common/command.h"

struct explained_step {
        const char *name;
        const char *question;
        const char *without; /* what it protects from */
};

/* In the order in which they are taken. */
extern const struct explained_step explained_steps[];
extern const size_t explained_step_count;

/* The step of that name, or NULL. */
const struct explained_step *explained_step_find(const char *name);

extern const struct command attest_explain;

#endif
