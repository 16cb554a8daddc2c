/*
 * services/vtpm/certificates.h - the certificates of this TPM's keys: those that are in NV and still
 * right, and for the others what the CA gives.
 */
#ifndef SERVICES_VTPM_CERTIFICATES_H
#define SERVICES_VTPM_CERTIFICATES_H

#include "lib/wire/manufacture.h"
#include "services/vtpm/memory.h"
#include "services/vtpm/personality.h"

struct certificates {
        struct wire_blob der[PROFILE_CERTS_MAX]; /* by certificate record; empty: there is none */
        struct wire_blob chain[WIRE_CHAIN_MAX];  /* of the CA's reply, if it was asked */
        uint32_t chain_count;
};

/*
 * Fills @out; its bytes stay valid. @ask_nobody: there is no CA. Returns 0, also if certificates are
 * missing that are not required; -1 with a log line.
 */
__attribute__((warn_unused_result)) int certificates_get(const struct personality *personality,
                                                         struct memory *memory, bool ask_nobody,
                                                         struct certificates *out);

#endif
