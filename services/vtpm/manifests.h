/* services/vtpm/manifests.h - what a guest can have attested about this TPM (lib/svsm/attest.h). */
#ifndef SERVICES_VTPM_MANIFESTS_H
#define SERVICES_VTPM_MANIFESTS_H

#include "services/vtpm/certificates.h"

/*
 * Registers the vTPM's manifests of versions 0 and 1, where the profile has them, and which profile
 * and which certificates there are. Returns 0, also without a peer; -1 with a log line.
 */
__attribute__((warn_unused_result)) int manifests_register(const struct personality *personality,
                                                           const struct memory *memory,
                                                           const struct certificates *certificates);

#endif
