/*
 * tools/ca/authority/certificate.h - makes certificates: of a CA's own two levels, and of a TPM's keys.
 */
#ifndef TOOLS_CA_AUTHORITY_CERTIFICATE_H
#define TOOLS_CA_AUTHORITY_CERTIFICATE_H

#include "lib/wire/manufacture.h"
#include "lib/wire/tpm_public.h"
#include "tools/x509/tpm_key.h"
#include "tools/ca/authority/gce.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

#define CERTIFICATE_SERIAL_SIZE 20

/* Who signs. */
struct certificate_issuer {
        X509 *certificate; /* NULL: the certificate signs itself */
        EVP_PKEY *key;
        const char *issuer_url; /* where a verifier finds the issuer's certificate; NULL: nowhere */
        const char *crl_url;    /* and its list of revoked certificates */
};

/* What @key signs with: a digest that is as strong as its curve. SHA-256 for RSA, and for keys in tokens that know no sizes. */
const EVP_MD *certificate_digest(EVP_PKEY *key);

/*
 * NULL if @issuer's certificate is good now, so that another can be signed with it; or what is wrong: it has ended, or the clock
 * of this machine is behind its beginning. The text is good until the next call.
 */
const char *certificate_time_problem(const X509 *issuer);

/*
 * A CA's certificate for @key: common name @name, @days from now but not beyond its issuer's, with
 * pathLenConstraint 0 unless it signs itself. The caller frees it. NULL if OpenSSL failed.
 */
X509 *certificate_make_authority(const char *name, EVP_PKEY *key, int days,
                                 const struct certificate_issuer *issuer);

/*
 * An EK certificate (TCG EK Credential Profile): empty subject, the TPM in the critical
 * subjectAltName, key usage by the key's type, EKU tcg-kp-EKCertificate; it ends when its issuer does.
 * NULL if OpenSSL failed.
 */
X509 *certificate_make_endorsement(EVP_PKEY *key, const struct wire_tpm_facts *tpm,
                                   const struct certificate_issuer *issuer);

/*
 * The certificate of an attestation key, a restricted signing key: key usage digitalSignature, EKU
 * tcg-kp-AIKCertificate. Without @instance the subject is the TPM as in an EK certificate; with it
 * subject, extension and 30 years are as Google's have them (less if the issuer ends before). NULL if OpenSSL failed.
 */
X509 *certificate_make_attestation(EVP_PKEY *key, const struct wire_tpm_facts *tpm,
                                   const struct gce_instance *instance,
                                   const struct certificate_issuer *issuer);

/*
 * The certificate of an IDevID, or with @restricted of an IAK: the device in subject and subjectAltName (device.h), key usage
 * digitalSignature, policies tcg-cap-verifiedTPMResidency and tcg-cap-verifiedTPMFixed, or with @restricted
 * tcg-cap-verifiedTPMRestricted and EKU tcg-kp-AIKCertificate. @endorsement is the TPM's EK certificate. NULL if OpenSSL failed.
 */
X509 *certificate_make_identity(EVP_PKEY *key, const struct wire_tpm_facts *tpm,
                                struct wire_blob endorsement, bool restricted,
                                const struct certificate_issuer *issuer);

#endif
