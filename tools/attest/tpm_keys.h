/*
 * tools/attest/tpm_keys.h - from the keys that are attested to what they certify: the profile that
 * they were made by, certificates, quotes. Each adds its step.
 */
#ifndef TOOLS_ATTEST_TPM_KEYS_H
#define TOOLS_ATTEST_TPM_KEYS_H

#include <openssl/x509_vfy.h>

#include "tools/attest/attested.h"
#include "tools/attest/events/pcrs.h"
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

/*
 * The step "attestation key": that @key is one of the manifest's attestation keys. A manifest without any (of version 0 it is the
 * endorsement key alone) says nothing of them: no step.
 */
void tpm_keys_check_given(const struct attested *attested, EVP_PKEY *key, struct steps *steps);

/*
 * NULL if @certificate leads to one of @roots over what else is in @others, at the time of the roots' store; otherwise what is
 * wrong. @flags are OpenSSL's X509_V_FLAG_*.
 */
__attribute__((warn_unused_result)) const char *tpm_certificate_verify(X509 *certificate,
                                                                       X509_STORE *roots,
                                                                       STACK_OF(X509) * others,
                                                                       unsigned long flags);

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
        EVP_PKEY *key;                   /* somebody vouches for, besides the manifest's; or NULL */
        const char *key_is;              /* "the key given" */
        const struct pcr_values *values; /* or NULL */
        const char *values_are;          /* "the values given" */
};

/*
 * The steps "quote", "quote's key", "TPM" and "PCRs". The key is one of the manifest's, quote->key, or that of @certificate, which
 * has been checked (NULL: there is none). *@covered is what quote->values have and the quote covers, if it is their digest;
 * otherwise it is empty.
 */
void tpm_keys_check_quote(const struct attested *attested, X509 *certificate,
                          const struct tpm_quote *quote, struct steps *steps,
                          struct pcr_values *covered);

#endif
