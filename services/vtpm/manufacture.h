/* services/vtpm/manufacture.h - makes a TPM that is complete before anybody uses it. */
#ifndef SERVICES_VTPM_MANUFACTURE_H
#define SERVICES_VTPM_MANUFACTURE_H

#include "services/vtpm/options.h"
#include "services/vtpm/personality.h"

/*
 * Powers the TPM on and makes it what @personality says: keys, NV indices, certificates. Reads
 * everything back, registers the manifests, and power-cycles the TPM, so that it waits for the
 * firmware's TPM2_Startup. A TPM of an earlier boot, in options->state, is looked at: what is there
 * and right stays, what differs is said (mending.h).
 *
 * Nothing is kept before all of it is done: whenever the process is killed, the next one finds the
 * TPM as it was before, or whole. Returns 0, or -1 after log lines that say why: the TPM must not be
 * used then.
 */
__attribute__((warn_unused_result)) int manufacture(const struct vtpm_options *options,
                                                    const struct personality *personality);

#endif
