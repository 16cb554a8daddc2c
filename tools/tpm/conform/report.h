/* tools/tpm/conform/report.h - a list of what passed and what did not, for people or as JSON. */
#ifndef TOOLS_TPM_CONFORM_REPORT_H
#define TOOLS_TPM_CONFORM_REPORT_H

#include <stdbool.h>
#include <stdio.h>

struct report {
        FILE *out;
        bool json;
        unsigned int passed;
        unsigned int failed;
};

/* What comes before the first line: nothing, or JSON's beginning with the profile's @name. */
void report_begin(struct report *report, const char *name);

/*
 * One check of @what. It failed if @expected is not NULL; then @found is what is there instead. If it
 * passed, @found says what was seen.
 */
void report_line(struct report *report, const char *what, const char *found, const char *expected);

/* 'N passed, N failed', or JSON's end. Returns an exit status: 0 if nothing failed, else 1. */
int report_end(struct report *report);

#endif
