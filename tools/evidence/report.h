/*
 * tools/evidence/report.h - an SNP attestation report as somebody sent it (lib/snp/report.h).
 */
#ifndef TOOLS_EVIDENCE_REPORT_H
#define TOOLS_EVIDENCE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "lib/snp/chip.h"
#include "lib/snp/report.h"

/*
 * Reads a report of exactly @size bytes. Strict: version 2, 3 or 5, P-384 and SHA-384, everything
 * that is reserved zero. Returns NULL, or what is wrong as the end of a sentence.
 */
__attribute__((warn_unused_result)) const char *report_read(const void *data, size_t size,
                                                            struct snp_report *out);

/* True if the CPU that it names is one of @product; reports of version 2 name none, and may be of any. */
bool report_may_be_of(const struct snp_report *report, enum snp_product product);

/* SNP_SIGNING_KEY_VCEK and so on. */
unsigned int report_signing_key(const struct snp_report *report);

/* One line a field, for people. */
void report_print(const struct snp_report *report, FILE *out);

#endif
