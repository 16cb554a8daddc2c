/*
 * tools/attest/events/check.h - from an event log to steps of a verdict: "event log", "replay", "event data", "Secure Boot",
 * "command line", "reference values".
 */
#ifndef TOOLS_ATTEST_EVENTS_CHECK_H
#define TOOLS_ATTEST_EVENTS_CHECK_H

#include "tools/attest/events/references.h"
#include "tools/attest/events/replay.h"
#include "tools/common/steps.h"

/* What is wrong with a log, for a line: "offset 77, event 3: ...". Returns @out. */
const char *event_problem_text(const struct event_log_problem *problem, char *out, size_t size);

struct event_rules {
        const struct pcr_values *pcrs; /* NULL: none are known */
        struct references *references; /* NULL: there are none */
        bool unlisted;                 /* events that the references have not are in order */
};

/* Adds the steps. *@replayed is what the log makes of the PCRs; empty if it cannot be read. True if all passed. */
bool events_check(const void *data, size_t size, const struct event_rules *rules,
                  struct steps *steps, struct pcr_values *replayed);

#endif
