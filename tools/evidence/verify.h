/*
 * tools/evidence/verify.h - verifies an SNP attestation report, step by step.
 *
 * The steps' names: report, signing key, certificates, revocation, product, chip, chip list (if there is one), TCB,
 * provisional, minimum TCB, signature, unknown bits, guest policy, VMPL, measurement, reference image (if there are any); those of
 * demands.h, as far as there are demands; and of report_verify_data(): what the caller says. explain.h says what each is good for.
 */
#ifndef TOOLS_EVIDENCE_VERIFY_H
#define TOOLS_EVIDENCE_VERIFY_H

#include "tools/evidence/certificates.h"
#include "tools/evidence/report.h"
#include "tools/evidence/rules.h"
#include "tools/common/steps.h"

/* The report of @size bytes, signed by one of @certificates. */
struct evidence {
        const void *report;
        size_t report_size;
        const struct amd_certificates *certificates;
};

/*
 * Adds the steps to @steps and fills in @out, if there is a report at all. Returns true if all of these
 * passed.
 */
__attribute__((warn_unused_result)) bool report_verify(const struct evidence *evidence,
                                                       const struct report_rules *rules,
                                                       struct steps *steps, struct snp_report *out);

#endif
