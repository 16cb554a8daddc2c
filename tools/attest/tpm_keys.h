/*
 * tools/attest/tpm_keys.h - from the keys that are attested to what they certify: the profile that
 * they were made by, certificates, quotes. Each adds its step.
 */
#ifndef TOOLS_ATTEST_TPM_KEYS_H
#define TOOLS_ATTEST_TPM_KEYS_H

#include <openssl/x509_vfy.h>

#include "tools/attest/attested.h"
#include "tools/common/steps.h"
#include "tools/profile/load/open.h"

/* The steps "profile" and "keys": that the TPM was made from @profile, and its keys by it. */
void tpm_keys_check_profile(const struct attested *attested, const struct profile_file *profile,
                            struct steps *steps);

/*
 * The step "certificate": that @certificate is of a key in the manifest, and, if @roots are given,
 * signed by one of them, over what else is in @others.
 */
void tpm_keys_check_certificate(const struct attested *attested, X509 *certificate,
                                X509_STORE *roots, STACK_OF(X509) * others, struct steps *steps);

/* A quote: TPMS_ATTEST, TPMT_SIGNATURE, what it was asked for, and the digest of PCRs if known. */
struct tpm_quote {
        const uint8_t *data;
        size_t size;
        const uint8_t *signature;
        size_t signature_size;
        const uint8_t *qualifying; /* extraData */
        size_t qualifying_size;
        const uint8_t *pcr_digest; /* or NULL */
        size_t pcr_digest_size;
};

/*
 * The steps "quote", "quote's key" and "PCRs". The key is one of the manifest's, or that of
 * @certificate, which has been checked (NULL: there is none).
 */
void tpm_keys_check_quote(const struct attested *attested, X509 *certificate,
                          const struct tpm_quote *quote, struct steps *steps);

#endif
