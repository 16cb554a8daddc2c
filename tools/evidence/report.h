/*
 * tools/evidence/report.h - an SNP attestation report as somebody sent it (lib/snp/report.h).
 *
 * A firmware that is newer than we are may set bits that are reserved today, and still says all that is known. So what is known
 * is read, what is not is named, and whether that is good enough is for a policy to say.
 */
#ifndef TOOLS_EVIDENCE_REPORT_H
#define TOOLS_EVIDENCE_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/snp/chip.h"
#include "lib/snp/report.h"

#define REPORT_UNKNOWN_MAX 160 /* bytes with the NUL */

/*
 * Reads a report of exactly @size bytes, of version 2 or later. What would contradict a known meaning is refused: another
 * signature algorithm than ECDSA P-384 with SHA-384, a policy without its bit 17. Returns NULL, or what is wrong as the end of a
 * sentence.
 */
__attribute__((warn_unused_result)) const char *report_read(const void *data, size_t size,
                                                            struct snp_report *out);

/*
 * What in @report has no meaning that is known here, as a list for people: bits and bytes that are reserved and not zero, a
 * later version, another CPU; with @product, bytes of a TCB too. False and "" if there is nothing.
 */
bool report_unknown(const struct snp_report *report, const enum snp_product *product,
                    char out[REPORT_UNKNOWN_MAX]);

/* The product line of the CPU that it names ("Bergamo or Siena"); NULL: of version 2, or a CPU that is not known here. */
const char *report_cpu_name(const struct snp_report *report);

/* The same, as certificates know it. False: it cannot be told. */
bool report_product(const struct snp_report *report, enum snp_product *out);

/* False if the CPU that it names is known to be of another line than @product. */
bool report_may_be_of(const struct snp_report *report, enum snp_product product);

/* SNP_SIGNING_KEY_VCEK and so on. */
unsigned int report_signing_key(const struct snp_report *report);

/* True if CHIP_ID is all zeros: the host hides it (SNP_CONFIG, MASK_CHIP_ID). */
bool report_hides_chip(const struct snp_report *report);

#endif
