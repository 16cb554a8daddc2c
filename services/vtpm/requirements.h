/* services/vtpm/requirements.h - can this TPM become what the profile says? */
#ifndef SERVICES_VTPM_REQUIREMENTS_H
#define SERVICES_VTPM_REQUIREMENTS_H

#include "lib/profile/compiled.h"

#include <stdbool.h>

/* Asks the TPM, before anything is made. Returns 0, or -1 with a log line that names the lack. */
__attribute__((warn_unused_result)) int requirements_check(const struct profile *profile);

/*
 * Makes the TPM's PCR banks those of the profile. *@changed says that a power cycle is needed for
 * it. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int banks_allocate(const struct profile *profile,
                                                       bool *changed);

#endif
