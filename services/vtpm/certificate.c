/* services/vtpm/certificate.c - see certificate.h. */
#include "services/vtpm/certificate.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdbool.h>
#include <string.h>

static X509 *parse(struct wire_blob der)
{
        const unsigned char *next = der.data;
        X509 *certificate = d2i_X509(NULL, &next, (long)der.size);

        if (certificate && next == der.data + der.size)
                return certificate;
        X509_free(certificate);
        return NULL;
}

size_t certificate_size(const uint8_t *data, size_t size)
{
        const unsigned char *next = data;
        X509 *certificate = d2i_X509(NULL, &next, (long)size);

        X509_free(certificate);
        return certificate ? (size_t)(next - data) : 0;
}

/* True if the key's parameter @name is the big-endian number @data. */
static bool same_number(EVP_PKEY *key, const char *name, const uint8_t *data, size_t size)
{
        BIGNUM *expected = BN_bin2bn(data, (int)size, NULL);
        BIGNUM *found = NULL;
        bool same = expected && EVP_PKEY_get_bn_param(key, name, &found) &&
                    BN_cmp(expected, found) == 0;

        BN_free(found);
        BN_free(expected);
        return same;
}

static bool same_rsa_key(EVP_PKEY *key, const struct tpm_public *public)
{
        uint8_t exponent[] = {
                (uint8_t)(public->rsa_exponent >> 24),
                (uint8_t)(public->rsa_exponent >> 16),
                (uint8_t)(public->rsa_exponent >> 8),
                (uint8_t) public->rsa_exponent,
        };

        return EVP_PKEY_is_a(key, "RSA") &&
               same_number(key, OSSL_PKEY_PARAM_RSA_N, public->modulus, public->modulus_size) &&
               same_number(key, OSSL_PKEY_PARAM_RSA_E, exponent, sizeof(exponent));
}

static bool same_curve(EVP_PKEY *key, uint16_t curve)
{
        char name[32];
        size_t size;
        const char *expected = curve == TPM_ECC_NIST_P256   ? "prime256v1"
                               : curve == TPM_ECC_NIST_P384 ? "secp384r1"
                                                            : "secp521r1";

        return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof(name),
                                              &size) &&
               strcmp(name, expected) == 0;
}

static bool same_ecc_key(EVP_PKEY *key, const struct tpm_public *public)
{
        uint8_t expected[TPM_POINT_BYTES_MAX];
        uint8_t found[TPM_POINT_BYTES_MAX];
        size_t size;
        size_t found_size;

        if (!EVP_PKEY_is_a(key, "EC") || !same_curve(key, public->curve))
                return false;
        size = tpm_public_point(public, expected);
        return EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, found, sizeof(found),
                                               &found_size) &&
               found_size == size && memcmp(found, expected, size) == 0;
}

static bool same_key(X509 *certificate, const struct tpm_public *public)
{
        EVP_PKEY *key = X509_get0_pubkey(certificate);

        if (!key)
                return false;
        return public->type == TPM_ALG_RSA ? same_rsa_key(key, public) : same_ecc_key(key, public);
}

static bool signed_by(X509 *certificate, struct wire_blob issuer_der)
{
        X509 *issuer = parse(issuer_der);
        bool signed_by_it;

        if (!issuer)
                return false;
        signed_by_it = X509_NAME_cmp(X509_get_issuer_name(certificate),
                                     X509_get_subject_name(issuer)) == 0 &&
                       X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
        X509_free(issuer);
        return signed_by_it;
}

/* The common name goes to the log, so it is copied as printable ASCII only. */
static void copy_issuer_name(X509 *certificate, char *out, size_t size)
{
        X509_NAME *name = X509_get_issuer_name(certificate);
        int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
        const ASN1_STRING *text =
                at < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
        size_t length = text ? (size_t)ASN1_STRING_length(text) : 0;
        size_t i;

        for (i = 0; i < length && i + 1 < size; i++) {
                unsigned char c = ASN1_STRING_get0_data(text)[i];

                out[i] = c >= 0x20 && c <= 0x7e ? (char)c : '?';
        }
        out[i] = '\0';
}

enum certificate_verdict certificate_check(struct wire_blob der, const struct tpm_public *key,
                                           struct wire_blob issuer, char *issuer_name, size_t size)
{
        X509 *certificate = parse(der);
        enum certificate_verdict verdict = CERTIFICATE_OK;

        if (!certificate)
                return CERTIFICATE_NOT_DER;
        if (!same_key(certificate, key))
                verdict = CERTIFICATE_OTHER_KEY;
        else if (issuer.size && !signed_by(certificate, issuer))
                verdict = CERTIFICATE_BAD_ISSUER;
        copy_issuer_name(certificate, issuer_name, size);
        X509_free(certificate);
        return verdict;
}

const char *certificate_problem(enum certificate_verdict verdict)
{
        switch (verdict) {
        case CERTIFICATE_NOT_DER:
                return "is not one X.509 certificate";
        case CERTIFICATE_OTHER_KEY:
                return "is for another key";
        case CERTIFICATE_BAD_ISSUER:
                return "was not signed by the issuer that came with it";
        default:
                return "is good";
        }
}
