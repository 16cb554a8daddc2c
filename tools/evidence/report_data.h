/* tools/evidence/report_data.h - what a report was made for: its REPORT_DATA. */
#ifndef TOOLS_EVIDENCE_REPORT_DATA_H
#define TOOLS_EVIDENCE_REPORT_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/snp/report.h"
#include "tools/common/steps.h"

/*
 * Adds the step @name: that REPORT_DATA is SHA-512 over @first and @second. Either may be of no bytes.
 */
bool report_verify_data(const struct snp_report *report, const char *name, const void *first,
                        size_t first_size, const void *second, size_t second_size,
                        struct steps *steps);

/* Adds the step "report data": that REPORT_DATA is these bytes, at most 64, zeros behind. */
bool report_verify_given_data(const struct snp_report *report, const void *data, size_t size,
                              struct steps *steps);

#endif
