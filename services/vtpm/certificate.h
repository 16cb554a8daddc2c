/*
 * services/vtpm/certificate.h - is this the certificate that was asked for?
 *
 * What comes over the channel is the host's, and this process holds the TPM's seeds: so its bytes are only looked at by a
 * reader of ours that converts nothing (lib/wire/x509.h). The signature is not verified here: whoever answers on the channel could
 * bring an issuer of its own. Who relies on the certificate verifies it up to a root that he trusts.
 */
#ifndef SERVICES_VTPM_CERTIFICATE_H
#define SERVICES_VTPM_CERTIFICATE_H

#include "lib/wire/manufacture.h"
#include "lib/wire/tpm_public.h"

#include <stddef.h>

enum certificate_verdict {
        CERTIFICATE_OK = 0,
        CERTIFICATE_NOT_DER = -1,    /* not exactly one X.509 certificate in DER */
        CERTIFICATE_OTHER_KEY = -2,  /* its subject key is not the TPM's */
        CERTIFICATE_BAD_ISSUER = -3, /* it names another issuer than the one that came with it */
};

/*
 * Checks @der against the TPM's key and, unless @issuer is empty, against the issuer's certificate.
 * On success @issuer_name gets the issuer's common name, printable ASCII, shortened to fit.
 */
__attribute__((warn_unused_result)) enum certificate_verdict
certificate_check(struct wire_blob der, const struct tpm_public *key, struct wire_blob issuer,
                  char *issuer_name, size_t size);

/* Bytes of the certificate that @data begins with, whatever follows; 0 if it begins with none. */
size_t certificate_size(const uint8_t *data, size_t size);

/* The verdict as the end of a sentence that starts with "the certificate". */
const char *certificate_problem(enum certificate_verdict verdict);

#endif
