/* tools/attest/signature.c - see signature.h. */
#include "tools/attest/signature.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <string.h>

#define SCALAR_SIZE 48

/* R and S as DER, which is what OpenSSL verifies. The caller frees it. */
static unsigned char *encode(const struct snp_report *report, int *size)
{
        ECDSA_SIG *signature = ECDSA_SIG_new();
        BIGNUM *r = BN_lebin2bn(report->signature_r, SCALAR_SIZE, NULL);
        BIGNUM *s = BN_lebin2bn(report->signature_s, SCALAR_SIZE, NULL);
        unsigned char *der = NULL;

        *size = -1;
        if (signature && r && s && ECDSA_SIG_set0(signature, r, s) == 1) {
                r = s = NULL; /* the signature's now */
                *size = i2d_ECDSA_SIG(signature, &der);
        }
        BN_free(r);
        BN_free(s);
        ECDSA_SIG_free(signature);
        return der;
}

static bool is_p384(EVP_PKEY *key)
{
        char group[32];

        return EVP_PKEY_is_a(key, "EC") &&
               EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) == 1 &&
               strcmp(group, SN_secp384r1) == 0;
}

bool report_signed_by(const struct snp_report *report, EVP_PKEY *key)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        int size;
        unsigned char *der = encode(report, &size);
        bool good = context && size > 0 && is_p384(key) &&
                    EVP_DigestVerifyInit(context, NULL, EVP_sha384(), NULL, key) == 1 &&
                    EVP_DigestVerify(context, der, (size_t)size, (const unsigned char *)report,
                                     SNP_REPORT_SIGNED_SIZE) == 1;

        OPENSSL_free(der);
        EVP_MD_CTX_free(context);
        ERR_clear_error();
        return good;
}
