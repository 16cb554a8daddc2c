/* tools/common/p384.c - see p384.h. */
#include "tools/common/p384.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <string.h>

#define DER_MOST 160 /* more than a signature of P-384 has */

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

/* BN_bn2lebinpad() refuses a number that is too long or, as it writes no sign, is kept from a negative one here. */
static bool take_number(const BIGNUM *number, uint8_t out[SNP_SCALAR_SIZE])
{
        return !BN_is_negative(number) && BN_num_bytes(number) <= SNP_P384_SIZE &&
               BN_bn2lebinpad(number, out, SNP_SCALAR_SIZE) > 0;
}

bool p384_signature_from_der(const void *der, size_t size, struct snp_signature *out)
{
        const unsigned char *at = der;
        ECDSA_SIG *signature =
                size > 0 && size <= DER_MOST ? d2i_ECDSA_SIG(NULL, &at, (long)size) : NULL;
        bool good;

        memset(out, 0, sizeof(*out));
        good = signature && at == (const unsigned char *)der + size &&
               take_number(ECDSA_SIG_get0_r(signature), out->r) &&
               take_number(ECDSA_SIG_get0_s(signature), out->s);
        ECDSA_SIG_free(signature);
        ERR_clear_error();
        return good;
}

bool p384_sign(EVP_PKEY *key, const void *data, size_t size, struct snp_signature *out)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        unsigned char der[DER_MOST];
        size_t der_size = sizeof(der);
        bool good = context && p384_is_key(key) &&
                    EVP_DigestSignInit(context, NULL, EVP_sha384(), NULL, key) == 1 &&
                    EVP_DigestSign(context, der, &der_size, data, size) == 1;

        EVP_MD_CTX_free(context);
        return good && p384_signature_from_der(der, der_size, out);
}

/* In any form that a point is encoded in: a token's key has no coordinates to ask for. */
static bool get_point(EVP_PKEY *key, const EC_GROUP *group, BIGNUM *x, BIGNUM *y)
{
        unsigned char *encoded = NULL;
        size_t size = EVP_PKEY_get1_encoded_public_key(key, &encoded);
        EC_POINT *point = EC_POINT_new(group);
        bool good = point && size != 0 &&
                    EC_POINT_oct2point(group, point, encoded, size, NULL) == 1 &&
                    EC_POINT_get_affine_coordinates(group, point, x, y, NULL) == 1;

        EC_POINT_free(point);
        OPENSSL_free(encoded);
        return good;
}

bool p384_public(EVP_PKEY *key, struct snp_public_key *out)
{
        EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
        BIGNUM *x = BN_new();
        BIGNUM *y = BN_new();
        bool good;

        memset(out, 0, sizeof(*out));
        out->curve = SNP_CURVE_P384;
        good = group && x && y && p384_is_key(key) && get_point(key, group, x, y) &&
               BN_bn2lebinpad(x, out->qx, sizeof(out->qx)) > 0 &&
               BN_bn2lebinpad(y, out->qy, sizeof(out->qy)) > 0;
        BN_free(x);
        BN_free(y);
        EC_GROUP_free(group);
        return good;
}
