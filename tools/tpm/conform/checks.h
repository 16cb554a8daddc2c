/*
 * tools/tpm/conform/checks.h - the parts of `cashew tpm conform`, each a few lines of its report.
 * The first two ask the TPM, the others look at what was observed of it once
 * (tools/tpm/device/observe.h). What is wrong is a line of the report, no error.
 */
#ifndef TOOLS_TPM_CONFORM_CHECKS_H
#define TOOLS_TPM_CONFORM_CHECKS_H

#include "tools/tpm/device/observe.h"
#include "tools/tpm/conform/report.h"

void conform_requirements(struct report *report, struct device *device,
                          const struct profile *profile);
void conform_banks(struct report *report, struct device *device, const struct profile *profile);
void conform_keys(struct report *report, const struct observed *observed);
void conform_nv(struct report *report, const struct observed *observed);
void conform_certificates(struct report *report, const struct observed *observed);

#endif
