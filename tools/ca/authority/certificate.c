/*
 * tools/ca/authority/certificate.c - see certificate.h. The fields are those of RFC 5280, section
 * 4.1.2, and for an EK those of the TCG EK Credential Profile (version 2.5, section 3.2). An
 * attestation key gets what WebAuthn demands of one ("TPM Attestation Statement Certificate
 * Requirements"): no subject, the TPM in subjectAltName, tcg-kp-AIKCertificate, and that it is no
 * CA.
 */
#include "tools/ca/authority/certificate.h"
#include "tools/ca/authority/device.h"
#include "tools/ca/authority/extensions.h"

#include <openssl/bn.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "tools/x509/make.h"

#define OID_EK_CERTIFICATE "2.23.133.8.1" /* tcg-kp-EKCertificate */
#define OID_AK_CERTIFICATE "2.23.133.8.3" /* tcg-kp-AIKCertificate */

#define DAYS_30_YEARS 10957

/* Random, positive and of full length, so that its DER is always the same size: at most 20 bytes (RFC 5280, section 4.1.2.2). */
static bool set_serial(X509 *certificate)
{
        unsigned char bytes[CERTIFICATE_SERIAL_SIZE];
        BIGNUM *number;
        bool set;

        if (RAND_bytes(bytes, sizeof(bytes)) != 1)
                return false;
        bytes[0] = (bytes[0] & 0x7f) | 0x40;
        number = BN_bin2bn(bytes, sizeof(bytes), NULL);
        set = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
        BN_free(number);
        return set;
}

const char *certificate_time_problem(const X509 *issuer)
{
        static char problem[128];
        bool early = X509_cmp_current_time(X509_get0_notBefore(issuer)) > 0;
        const ASN1_TIME *time = early ? X509_get0_notBefore(issuer) : X509_get0_notAfter(issuer);
        struct tm when;

        if (!early && X509_cmp_current_time(time) > 0)
                return NULL;
        if (ASN1_TIME_to_tm(time, &when) != 1)
                return "the issuer's certificate has no time that can be read";
        snprintf(problem, sizeof(problem),
                 "the issuer's certificate %s %04d-%02d-%02d %02d:%02d UTC%s",
                 early ? "begins only at" : "has ended at", when.tm_year + 1900, when.tm_mon + 1,
                 when.tm_mday, when.tm_hour, when.tm_min, early ? ": is the clock right?" : "");
        return problem;
}

/*
 * No certificate outlives who signs it (a verifier could not believe it then): @wanted, or the issuer's end. RFC 5280 does not
 * ask for that, but the shell model of validation does, by which most verifiers go (RFC 5280, section 6.1.3 (a) (2)).
 */
static bool set_end(X509 *certificate, const ASN1_TIME *wanted,
                    const struct certificate_issuer *issuer)
{
        const ASN1_TIME *end = issuer->certificate ? X509_get0_notAfter(issuer->certificate) : NULL;

        if (!end || !wanted || ASN1_TIME_compare(wanted, end) < 0)
                end = wanted;
        return end && X509_set1_notAfter(certificate, end) == 1;
}

static bool set_days(X509 *certificate, int days, const struct certificate_issuer *issuer)
{
        ASN1_TIME *wanted = X509_time_adj_ex(NULL, days, 0, NULL);
        bool set = set_end(certificate, wanted, issuer);

        ASN1_TIME_free(wanted);
        return set;
}

/* What all certificates have: serial, issuer, key, from now on. */
static X509 *begin(EVP_PKEY *key, const struct certificate_issuer *issuer)
{
        X509 *certificate = x509_begin(key);

        if (certificate && set_serial(certificate) &&
            X509_gmtime_adj(X509_getm_notBefore(certificate), 0) &&
            (!issuer->certificate ||
             X509_set_issuer_name(certificate, X509_get_subject_name(issuer->certificate))))
                return certificate;
        X509_free(certificate);
        return NULL;
}

/*
 * P-384 gets SHA-384, P-521 SHA-512; P-256, RSA (whose modulus has more bits than any curve) and keys of tokens that tell no size
 * get SHA-256.
 */
const EVP_MD *certificate_digest(EVP_PKEY *key)
{
        int bits = EVP_PKEY_get_bits(key);

        if (bits < 384 || bits >= 1024)
                return EVP_sha256();
        return bits < 521 ? EVP_sha384() : EVP_sha512();
}

static X509 *sign(X509 *certificate, bool complete, const struct certificate_issuer *issuer)
{
        const struct x509_signing signing = { issuer->key, certificate_digest(issuer->key), 0 };

        return x509_sign(certificate, complete, &signing);
}

/* Who signs itself is its own issuer; begin() has set the name of any other. */
static bool set_authority_names(X509 *certificate, const char *name,
                                const struct certificate_issuer *issuer)
{
        X509_NAME *subject = X509_get_subject_name(certificate);

        return x509_add_name(subject, "CN", MBSTRING_UTF8, name) &&
               (issuer->certificate || X509_set_issuer_name(certificate, subject));
}

/* No URL leaves an extension out: a wrong one would be worse. */
static bool add_urls(X509 *certificate, const struct certificate_issuer *issuer)
{
        const char *from = issuer->issuer_url;
        const char *list = issuer->crl_url;

        return (!from || !*from || x509_add_issuer_url(certificate, from)) &&
               (!list || !*list || x509_add_crl_url(certificate, list));
}

/*
 * A CA's key may sign certificates and CRLs and nothing else; basicConstraints is critical (RFC
 * 5280, sections 4.2.1.3 and 4.2.1.9). pathlen 0: the intermediate makes no further CA.
 */
X509 *certificate_make_authority(const char *name, EVP_PKEY *key, int days,
                                 const struct certificate_issuer *issuer)
{
        X509 *certificate = begin(key, issuer);
        const char *constraints =
                issuer->certificate ? "critical,CA:TRUE,pathlen:0" : "critical,CA:TRUE";
        bool complete;

        if (!certificate)
                return NULL;
        complete = set_authority_names(certificate, name, issuer) &&
                   set_days(certificate, days, issuer) &&
                   x509_add_extension(certificate, NULL, NID_basic_constraints, constraints) &&
                   x509_add_extension(certificate, NULL, NID_key_usage,
                                      "critical,keyCertSign,cRLSign") &&
                   x509_add_extension(certificate, NULL, NID_subject_key_identifier, "hash") &&
                   x509_add_extension(certificate, issuer->certificate,
                                      NID_authority_key_identifier, "keyid:always") &&
                   add_urls(certificate, issuer);
        return sign(certificate, complete, issuer);
}

/* Only an RSA key can encipher a seed directly; an ECC key agrees on it. */
static const char *endorsement_usage(EVP_PKEY *key)
{
        return EVP_PKEY_is_a(key, "RSA") ? "critical,keyEncipherment" : "critical,keyAgreement";
}

/* What certificates of a TPM's keys have in common. */
static bool add_key_extensions(X509 *certificate, const char *usage, const char *extended,
                               const struct certificate_issuer *issuer)
{
        return x509_add_extension(certificate, NULL, NID_basic_constraints, "critical,CA:FALSE") &&
               x509_add_extension(certificate, NULL, NID_key_usage, usage) &&
               (!extended || x509_add_extension(certificate, NULL, NID_ext_key_usage, extended)) &&
               x509_add_extension(certificate, issuer->certificate, NID_authority_key_identifier,
                                  "keyid:always") &&
               x509_add_extension(certificate, NULL, NID_subject_key_identifier, "hash") &&
               add_urls(certificate, issuer);
}

/* An EK is as old as its TPM, and nobody knows when that ends: as long as its issuer. */
static bool ends_with_issuer(X509 *certificate, const struct certificate_issuer *issuer)
{
        return set_end(certificate, X509_get0_notAfter(issuer->certificate), issuer);
}

X509 *certificate_make_endorsement(EVP_PKEY *key, const struct wire_tpm_facts *tpm,
                                   const struct certificate_issuer *issuer)
{
        X509 *certificate = begin(key, issuer);
        bool complete;

        if (!certificate)
                return NULL;
        complete = ends_with_issuer(certificate, issuer) &&
                   !extension_add_tpm_name(certificate, tpm) &&
                   add_key_extensions(certificate, endorsement_usage(key), OID_EK_CERTIFICATE,
                                      issuer) &&
                   !extension_add_tpm_specification(certificate, tpm);
        return sign(certificate, complete, issuer);
}

/*
 * Google's certificates of an instance's AK: a subject instead of the TPM's names, 30 years.
 */
static bool add_instance(X509 *certificate, const struct gce_instance *instance,
                         const struct certificate_issuer *issuer)
{
        return set_days(certificate, DAYS_30_YEARS, issuer) &&
               !gce_add_subject(certificate, instance) && !gce_add_extension(certificate, instance);
}

X509 *certificate_make_attestation(EVP_PKEY *key, const struct wire_tpm_facts *tpm,
                                   const struct gce_instance *instance,
                                   const struct certificate_issuer *issuer)
{
        X509 *certificate = begin(key, issuer);
        bool complete;

        if (!certificate)
                return NULL;
        complete = instance ? add_instance(certificate, instance, issuer)
                            : ends_with_issuer(certificate, issuer) &&
                                      !extension_add_tpm_name(certificate, tpm) &&
                                      !extension_add_tpm_specification(certificate, tpm);
        complete = complete && add_key_extensions(certificate, "critical,digitalSignature",
                                                  OID_AK_CERTIFICATE, issuer);
        return sign(certificate, complete, issuer);
}

X509 *certificate_make_identity(EVP_PKEY *key, const struct wire_tpm_facts *tpm,
                                struct wire_blob endorsement, bool restricted,
                                const struct certificate_issuer *issuer)
{
        X509 *certificate = begin(key, issuer);
        bool complete;

        if (!certificate)
                return NULL;
        complete = ends_with_issuer(certificate, issuer) &&
                   !device_add_subject(certificate, endorsement) &&
                   !device_add_names(certificate, tpm, endorsement) &&
                   add_key_extensions(certificate, "critical,digitalSignature",
                                      restricted ? OID_AK_CERTIFICATE : NULL, issuer) &&
                   !device_add_policies(certificate, restricted);
        return sign(certificate, complete, issuer);
}
