/* tools/evidence/signature.c - see signature.h. */
#include "tools/evidence/signature.h"

#include "tools/common/p384.h"

/* What is behind R and S is reserved, and not signed: nobody's word. */
static bool ends_in_zeros(const struct snp_report *report)
{
        for (size_t i = 0; i < sizeof(report->reserved_330); i++) {
                if (report->reserved_330[i])
                        return false;
        }
        return true;
}

bool report_signed_by(const struct snp_report *report, EVP_PKEY *key)
{
        return ends_in_zeros(report) && p384_verify(key, report->signature_r, report->signature_s,
                                                    report, SNP_REPORT_SIGNED_SIZE);
}
