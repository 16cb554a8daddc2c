/* services/vtpm/keys.h - the keys that the profile says the TPM has. */
#ifndef SERVICES_VTPM_KEYS_H
#define SERVICES_VTPM_KEYS_H

#include "services/vtpm/memory.h"
#include "services/vtpm/personality.h"

/*
 * Makes the keys that are not there, and finds out the public areas of all but template-only ones,
 * in @memory. At a later boot what the guest has done to a persistent key is treated as the profile
 * says. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int keys_ensure(const struct profile *profile,
                                                    struct memory *memory);

#endif
