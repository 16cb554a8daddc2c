/*
 * tools/common/steps.h - a verdict that shows its steps: what was looked at, how it went, and what
 * was found. A table for people, JSON for programs, and one sentence for a refusal.
 */
#ifndef TOOLS_COMMON_STEPS_H
#define TOOLS_COMMON_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define STEPS_MAX       64
#define STEP_DETAIL_MAX 200

enum step_verdict {
        STEP_PASSED,
        STEP_FAILED,
        STEP_SKIPPED, /* nobody said what to expect; it counts for nothing */
};

struct step {
        const char *name; /* of few words, always the same ones */
        enum step_verdict verdict;
        char detail[STEP_DETAIL_MAX]; /* printable ASCII: what was found */
};

/* All zeros is an empty list. */
struct steps {
        struct step list[STEPS_MAX];
        size_t count;
};

/* Adds a step. Returns @passed, so that what depends on it can be left out. */
__attribute__((format(printf, 4, 5))) bool steps_add(struct steps *steps, const char *name,
                                                     bool passed, const char *format, ...);
__attribute__((format(printf, 3, 4))) void steps_skip(struct steps *steps, const char *name,
                                                      const char *format, ...);

/* The first step that failed, or NULL. */
const struct step *steps_failure(const struct steps *steps);

/* True if there are steps and none failed. */
bool steps_passed(const struct steps *steps);

/* One line a step; then the verdict. */
void steps_print(const struct steps *steps, FILE *out);

/* {"verdict": "passed", "steps": [{"name": ..., "verdict": ..., "detail": ...}]} */
void steps_print_json(const struct steps *steps, FILE *out);

/* Hexadecimal digits of @size bytes; @out has room for 2 * @size + 1. Returns @out. */
const char *steps_hex(const void *data, size_t size, char *out);

#endif
