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

#define EVENTS_LINE_MAX 160

/* What one pass over a log finds. */
struct events_result {
        bool read; /* to its end; otherwise the rest is not to be used */
        struct replay replay;
        size_t measured;  /* events whose text is what was measured */
        size_t differing; /* that should be, and are not: of less weight, and others */
        size_t first_differing;
        size_t forged;
        size_t first_forged;
        int secure_boot; /* -1: the log does not say */
        char command_line[EVENTS_LINE_MAX];
        uint32_t command_line_pcr;
        bool has_command_line;
};

/* The step "event log". *@references, or NULL, are marked. */
void events_read(const void *data, size_t size, struct references *references, struct steps *steps,
                 struct events_result *out);

struct event_rules {
        const struct pcr_values *pcrs; /* that the log must make; NULL: none are known */
        struct references *references; /* marked; NULL: there are none */
        bool unlisted;                 /* events that the references have not are in order */
};

/* The other steps, of a log that could be read. True if all passed. */
bool events_check(const struct events_result *result, const struct event_rules *rules,
                  struct steps *steps);

#endif
