/* tools/evidence/report_json.h - a report as programs read it (docs/report.schema.json). */
#ifndef TOOLS_EVIDENCE_REPORT_JSON_H
#define TOOLS_EVIDENCE_REPORT_JSON_H

#include <stdio.h>

#include "lib/snp/report.h"

/* One object with all fields. 64-bit values are hexadecimal texts, since not every reader of JSON has 64 bits. */
void report_print_json(const struct snp_report *report, FILE *out);

#endif
