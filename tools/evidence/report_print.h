/* tools/evidence/report_print.h - a report as people read it. */
#ifndef TOOLS_EVIDENCE_REPORT_PRINT_H
#define TOOLS_EVIDENCE_REPORT_PRINT_H

#include <stdio.h>

#include "lib/snp/report.h"

/* One line a field, each bit that is known by its name, and what is not known in a line of its own. */
void report_print(const struct snp_report *report, FILE *out);

#endif
