/*
 * tools/attest/tpm_steps.h - the steps of a TPM's evidence: which key speaks for it, what it has quoted, what the values of PCRs
 * are made of.
 */
#ifndef TOOLS_ATTEST_TPM_STEPS_H
#define TOOLS_ATTEST_TPM_STEPS_H

#include "tools/attest/given.h"
#include "tools/common/steps.h"

/* The steps "runtime data" and "HCL", for @report, which has been verified. *@ak is the vTPM's key, to be freed; or NULL. */
void tpm_steps_hcl(const struct inputs *inputs, const struct snp_report *report,
                   struct steps *steps, EVP_PKEY **ak);

/* All others. @vouched is an attestation key that a report vouches for, or NULL; @attested the manifest's. */
void tpm_steps(const struct inputs *inputs, const struct attested *attested, EVP_PKEY *vouched,
               struct steps *steps);

#endif
