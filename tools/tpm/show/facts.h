/* tools/tpm/show/facts.h - what a TPM has, as facts for people and programs. */
#ifndef TOOLS_TPM_SHOW_FACTS_H
#define TOOLS_TPM_SHOW_FACTS_H

#include "tools/profile/print/describe.h"
#include "tools/tpm/show/inventory.h"

/* The TPM itself: who made it, its PCR banks, how much room it has. */
void show_device(struct device *device, struct facts *out);

/* Its keys and NV indices; @profile is what to compare them with, or NULL. */
void show_keys(const struct inventory *inventory, const struct profile *profile, struct facts *out);
void show_nv(const struct inventory *inventory, const struct profile *profile, struct facts *out);

/* What @profile names and the TPM does not have. */
void show_missing(const struct inventory *inventory, const struct profile *profile,
                  struct facts *out);

#endif
