/* tools/evidence/signature.h - the signature of a report. */
#ifndef TOOLS_EVIDENCE_SIGNATURE_H
#define TOOLS_EVIDENCE_SIGNATURE_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "lib/snp/report.h"

/* True if @key, which must be of P-384, has signed @report with SHA-384. */
__attribute__((warn_unused_result)) bool report_signed_by(const struct snp_report *report,
                                                          EVP_PKEY *key);

#endif
