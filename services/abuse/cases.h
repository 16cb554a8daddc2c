/*
 * services/abuse/cases.h - the abuse program: what a service must not be able to do, one case a
 * run.
 *
 * The first argument names the case. A fault ends a service for good, so each case is a service of
 * its own, marked optional in /etc/services. What must become of each is in
 * services/abuse/expected.
 */
#ifndef SERVICES_ABUSE_CASES_H
#define SERVICES_ABUSE_CASES_H

#include <stdint.h>

struct abuse_case {
        const char *name;
        void (*run)(void); /* returns if nothing has stopped it and all is as it should be */
};

/* Each file's cases, ended by a case without a name. */
extern const struct abuse_case instruction_cases[];
extern const struct abuse_case memory_cases[];
extern const struct abuse_case call_cases[];

/* The first address behind the stack. */
uintptr_t abuse_stack_top(void);

/* Says which check has failed, and exits with status 1. */
__attribute__((noreturn)) void abuse_fail(const char *check, long got);

#endif
