/* tools/p384.c - see p384.h; and the verification that lib/snp/id_block.c asks for. */
#include "tools/p384.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#define POINT_SIZE (1 + 2 * SNP_P384_SIZE)

bool p384_is_key(EVP_PKEY *key)
{
        char group[32];

        return EVP_PKEY_is_a(key, "EC") &&
               EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) == 1 &&
               strcmp(group, SN_secp384r1) == 0;
}

/* R and S as DER, which is what OpenSSL verifies. The caller frees it. */
static unsigned char *encode(const uint8_t r[SNP_SCALAR_SIZE], const uint8_t s[SNP_SCALAR_SIZE],
                             int *size)
{
        ECDSA_SIG *signature = ECDSA_SIG_new();
        BIGNUM *r_number = BN_lebin2bn(r, SNP_SCALAR_SIZE, NULL);
        BIGNUM *s_number = BN_lebin2bn(s, SNP_SCALAR_SIZE, NULL);
        unsigned char *der = NULL;

        *size = -1;
        if (signature && r_number && s_number &&
            ECDSA_SIG_set0(signature, r_number, s_number) == 1) {
                r_number = s_number = NULL; /* the signature's now */
                *size = i2d_ECDSA_SIG(signature, &der);
        }
        BN_free(r_number);
        BN_free(s_number);
        ECDSA_SIG_free(signature);
        return der;
}

bool p384_verify(EVP_PKEY *key, const uint8_t r[SNP_SCALAR_SIZE], const uint8_t s[SNP_SCALAR_SIZE],
                 const void *data, size_t size)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        int der_size;
        unsigned char *der = encode(r, s, &der_size);
        bool good = context && der_size > 0 && p384_is_key(key) &&
                    EVP_DigestVerifyInit(context, NULL, EVP_sha384(), NULL, key) == 1 &&
                    EVP_DigestVerify(context, der, (size_t)der_size, data, size) == 1;

        OPENSSL_free(der);
        EVP_MD_CTX_free(context);
        ERR_clear_error();
        return good;
}

static bool decode(const unsigned char *der, size_t size, struct snp_signature *out)
{
        ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)size);
        bool good = signature &&
                    BN_bn2lebinpad(ECDSA_SIG_get0_r(signature), out->r, sizeof(out->r)) > 0 &&
                    BN_bn2lebinpad(ECDSA_SIG_get0_s(signature), out->s, sizeof(out->s)) > 0;

        ECDSA_SIG_free(signature);
        return good;
}

bool p384_sign(EVP_PKEY *key, const void *data, size_t size, struct snp_signature *out)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        unsigned char der[160];
        size_t der_size = sizeof(der);
        bool good = context && p384_is_key(key) &&
                    EVP_DigestSignInit(context, NULL, EVP_sha384(), NULL, key) == 1 &&
                    EVP_DigestSign(context, der, &der_size, data, size) == 1;

        memset(out, 0, sizeof(*out));
        EVP_MD_CTX_free(context);
        return good && decode(der, der_size, out);
}

static bool get_number(EVP_PKEY *key, const char *name, uint8_t out[SNP_SCALAR_SIZE])
{
        BIGNUM *number = NULL;
        bool good = EVP_PKEY_get_bn_param(key, name, &number) == 1 &&
                    BN_bn2lebinpad(number, out, SNP_SCALAR_SIZE) > 0;

        BN_free(number);
        return good;
}

/* A token's key has no coordinates to ask for; the same key after a way through DER has. */
bool p384_public(EVP_PKEY *key, struct snp_public_key *out)
{
        unsigned char *der = NULL;
        int size = p384_is_key(key) ? i2d_PUBKEY(key, &der) : -1;
        const unsigned char *at = der;
        EVP_PKEY *public = size > 0 ? d2i_PUBKEY(NULL, &at, size) : NULL;
        bool good;

        memset(out, 0, sizeof(*out));
        out->curve = SNP_CURVE_P384;
        good = public && get_number(public, OSSL_PKEY_PARAM_EC_PUB_X, out->qx) &&
               get_number(public, OSSL_PKEY_PARAM_EC_PUB_Y, out->qy);
        EVP_PKEY_free(public);
        OPENSSL_free(der);
        return good;
}

static void reverse(uint8_t *out, const uint8_t *in)
{
        for (size_t i = 0; i < SNP_P384_SIZE; i++)
                out[i] = in[SNP_P384_SIZE - 1 - i];
}

/* NULL if the key is no point of the curve. */
static EVP_PKEY *make_key(const struct snp_public_key *key)
{
        uint8_t point[POINT_SIZE] = { POINT_CONVERSION_UNCOMPRESSED };
        char group[] = SN_secp384r1;
        const OSSL_PARAM parameters[] = {
                OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
                OSSL_PARAM_construct_end(),
        };
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
        EVP_PKEY *result = NULL;

        reverse(point + 1, key->qx);
        reverse(point + 1 + SNP_P384_SIZE, key->qy);
        if (!context || EVP_PKEY_fromdata_init(context) != 1 ||
            EVP_PKEY_fromdata(context, &result, EVP_PKEY_PUBLIC_KEY, (OSSL_PARAM *)parameters) != 1)
                result = NULL;
        EVP_PKEY_CTX_free(context);
        ERR_clear_error();
        return result;
}

bool snp_p384_verify(const struct snp_public_key *key, const struct snp_signature *signature,
                     const void *data, size_t size)
{
        EVP_PKEY *public = make_key(key);
        bool good = public && p384_verify(public, signature->r, signature->s, data, size);

        EVP_PKEY_free(public);
        return good;
}
