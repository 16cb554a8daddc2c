/* tools/evidence/signature.c - see signature.h. */
#include "tools/evidence/signature.h"

#include "tools/common/p384.h"

bool report_signed_by(const struct snp_report *report, EVP_PKEY *key)
{
        return p384_verify(key, report->signature_r, report->signature_s, report,
                           SNP_REPORT_SIGNED_SIZE);
}
