/*
 * tools/tpm/device/certificate.c - see certificate.h. It may be of any manufacturer: OpenSSL reads
 * it, and everything that it says is printed as if it were meant to harm.
 */
#include "tools/tpm/device/certificate.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <string.h>

/*
 * An index may be larger than what is in it: what is behind the certificate is the caller's to
 * judge.
 */
X509 *certificate_parse(const uint8_t *data, size_t size, size_t *used)
{
        const unsigned char *next = data;
        X509 *certificate = d2i_X509(NULL, &next, (long)size);

        *used = certificate ? (size_t)(next - data) : 0;
        return certificate;
}

static bool same_number(EVP_PKEY *key, const char *name, const BIGNUM *expected)
{
        BIGNUM *found = NULL;
        bool same = expected && EVP_PKEY_get_bn_param(key, name, &found) == 1 &&
                    BN_cmp(found, expected) == 0;

        BN_free(found);
        return same;
}

static bool same_rsa_key(EVP_PKEY *key, const struct tpm_public *public)
{
        BIGNUM *modulus = BN_bin2bn(public->modulus, (int)public->modulus_size, NULL);
        BIGNUM *exponent = BN_new();
        bool same = exponent && BN_set_word(exponent, public->rsa_exponent) &&
                    EVP_PKEY_is_a(key, "RSA") && same_number(key, OSSL_PKEY_PARAM_RSA_N, modulus) &&
                    same_number(key, OSSL_PKEY_PARAM_RSA_E, exponent);

        BN_free(modulus);
        BN_free(exponent);
        return same;
}

/*
 * The subject key's bits are the point itself, and no two of the curves that we know have points of
 * the same size.
 */
static bool same_ecc_key(X509 *certificate, const struct tpm_public *public)
{
        const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(certificate);
        uint8_t point[TPM_POINT_BYTES_MAX];
        size_t size = tpm_public_point(public, point);

        return EVP_PKEY_is_a(X509_get0_pubkey(certificate), "EC") && bits &&
               (size_t)bits->length == size && memcmp(bits->data, point, size) == 0;
}

bool certificate_has_key(X509 *certificate, const struct tpm_public *public)
{
        EVP_PKEY *key = X509_get0_pubkey(certificate);

        if (!key || !tpm_public_has_key(public))
                return false;
        return public->type == TPM_ALG_RSA ? same_rsa_key(key, public)
                                           : same_ecc_key(certificate, public);
}

/* What a certificate says is anybody's text. */
static void copy_printable(BIO *from, char text[CERTIFICATE_TEXT_MAX])
{
        int size = BIO_read(from, text, CERTIFICATE_TEXT_MAX - 1);

        text[size < 0 ? 0 : size] = '\0';
        for (char *c = text; *c; c++)
                if (*c < 0x20 || *c > 0x7e)
                        *c = '?';
}

static void copy_name(const X509_NAME *name, char text[CERTIFICATE_TEXT_MAX])
{
        BIO *out = BIO_new(BIO_s_mem());

        text[0] = '\0';
        if (out &&
            X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~XN_FLAG_DUMP_UNKNOWN_FIELDS) >= 0)
                copy_printable(out, text);
        BIO_free(out);
}

void certificate_subject(X509 *certificate, char text[CERTIFICATE_TEXT_MAX])
{
        copy_name(X509_get_subject_name(certificate), text);
}

void certificate_issuer(X509 *certificate, char text[CERTIFICATE_TEXT_MAX])
{
        copy_name(X509_get_issuer_name(certificate), text);
}

void certificate_alternative(X509 *certificate, char text[CERTIFICATE_TEXT_MAX])
{
        GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

        text[0] = '\0';
        for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
                const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

                if (name->type == GEN_DIRNAME)
                        copy_name(name->d.directoryName, text);
        }
        GENERAL_NAMES_free(names);
}

bool certificate_has_usage(X509 *certificate, const char *oid)
{
        EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
        bool found = false;
        char text[80];

        for (int i = 0; i < sk_ASN1_OBJECT_num(usages); i++) {
                OBJ_obj2txt(text, sizeof(text), sk_ASN1_OBJECT_value(usages, i), 1);
                found = found || strcmp(text, oid) == 0;
        }
        EXTENDED_KEY_USAGE_free(usages);
        return found;
}

bool certificate_has_policy(X509 *certificate, const char *oid)
{
        CERTIFICATEPOLICIES *policies =
                X509_get_ext_d2i(certificate, NID_certificate_policies, NULL, NULL);
        ASN1_OBJECT *wanted = OBJ_txt2obj(oid, 1);
        bool found = false;

        for (int i = 0; i < sk_POLICYINFO_num(policies); i++)
                found |= OBJ_cmp(sk_POLICYINFO_value(policies, i)->policyid, wanted) == 0;
        ASN1_OBJECT_free(wanted);
        CERTIFICATEPOLICIES_free(policies);
        return found;
}

bool certificate_has_extension(X509 *certificate, const char *oid)
{
        ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
        bool found = object && X509_get_ext_by_OBJ(certificate, object, -1) >= 0;

        ASN1_OBJECT_free(object);
        return found;
}
