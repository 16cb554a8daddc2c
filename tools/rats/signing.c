/* tools/rats/signing.c - see signing.h. */
#include "tools/rats/signing.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "tools/rats/base64.h"

#define HALF_MOST 66 /* of P-521 */
#define JWK_MOST  320

static const struct signing_algorithm algorithms[] = {
        { "ES256", "P-256", -7, "prime256v1", "SHA256", 32 },
        { "ES384", "P-384", -35, "secp384r1", "SHA384", 48 },
        { "ES512", "P-521", -36, "secp521r1", "SHA512", 66 },
        { "EdDSA", "Ed25519", -8, NULL, NULL, 32 },
};

const struct signing_algorithm *signing_algorithm_of(const EVP_PKEY *key)
{
        char group[32] = "";

        if (EVP_PKEY_is_a(key, "EC"))
                EVP_PKEY_get_group_name(key, group, sizeof(group), NULL);
        for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
                const struct signing_algorithm *algorithm = &algorithms[i];

                if (algorithm->group ? strcmp(algorithm->group, group) == 0
                                     : EVP_PKEY_is_a(key, algorithm->curve))
                        return algorithm;
        }
        ERR_clear_error();
        return NULL;
}

static EVP_PKEY *key_of(X509 *certificate)
{
        EVP_PKEY *key = certificate ? X509_get_pubkey(certificate) : NULL;

        X509_free(certificate);
        return key;
}

static EVP_PKEY *read_pem(const void *data, size_t size)
{
        BIO *bio = size > INT32_MAX ? NULL : BIO_new_mem_buf(data, (int)size);
        EVP_PKEY *key = bio ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;

        if (bio && !key && BIO_reset(bio) == 1)
                key = key_of(PEM_read_bio_X509(bio, NULL, NULL, NULL));
        BIO_free(bio);
        return key;
}

static EVP_PKEY *read_der(const void *data, size_t size)
{
        const uint8_t *at = data;
        EVP_PKEY *key = size > INT32_MAX ? NULL : d2i_PUBKEY(NULL, &at, (long)size);

        at = data;
        if (!key && size <= INT32_MAX)
                key = key_of(d2i_X509(NULL, &at, (long)size));
        return key;
}

EVP_PKEY *signing_key_read(const void *data, size_t size)
{
        EVP_PKEY *key = read_pem(data, size);

        if (!key)
                key = read_der(data, size);
        ERR_clear_error();
        if (!key || signing_algorithm_of(key))
                return key;
        EVP_PKEY_free(key);
        return NULL;
}

static bool to_fixed(size_t half, uint8_t out[SIGNING_SIZE_MAX], size_t *size)
{
        const uint8_t *at = out;
        ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &at, (long)*size);
        bool good = signature &&
                    BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, (int)half) == (int)half &&
                    BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + half, (int)half) == (int)half;

        ECDSA_SIG_free(signature);
        *size = 2 * half;
        return good;
}

/* Both numbers become the signature's. */
static bool to_der(const uint8_t *fixed, size_t half, uint8_t out[SIGNING_SIZE_MAX], size_t *size)
{
        ECDSA_SIG *signature = ECDSA_SIG_new();
        BIGNUM *r = BN_bin2bn(fixed, (int)half, NULL);
        BIGNUM *s = BN_bin2bn(fixed + half, (int)half, NULL);
        bool good = signature && r && s && ECDSA_SIG_set0(signature, r, s) == 1;
        uint8_t *at = out;
        int length;

        if (!good) {
                BN_free(r);
                BN_free(s);
        }
        length = good ? i2d_ECDSA_SIG(signature, NULL) : 0;
        good = length > 0 && length <= SIGNING_SIZE_MAX && i2d_ECDSA_SIG(signature, &at) == length;
        ECDSA_SIG_free(signature);
        *size = good ? (size_t)length : 0;
        return good;
}

bool signing_make(EVP_PKEY *key, enum signing_form form, const void *data, size_t size,
                  uint8_t out[SIGNING_SIZE_MAX], size_t *out_size)
{
        const struct signing_algorithm *algorithm = signing_algorithm_of(key);
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        bool good;

        *out_size = SIGNING_SIZE_MAX;
        good = algorithm && context &&
               EVP_DigestSignInit_ex(context, NULL, algorithm->hash, NULL, NULL, key, NULL) == 1 &&
               EVP_DigestSign(context, out, out_size, data, size) == 1;
        EVP_MD_CTX_free(context);
        if (good && algorithm->group && form == SIGNING_FIXED)
                good = to_fixed(algorithm->half, out, out_size);
        ERR_clear_error();
        return good;
}

bool signing_check(EVP_PKEY *key, enum signing_form form, const void *data, size_t size,
                   const uint8_t *signature, size_t signature_size)
{
        const struct signing_algorithm *algorithm = signing_algorithm_of(key);
        uint8_t der[SIGNING_SIZE_MAX];
        EVP_MD_CTX *context;
        bool good;

        if (!algorithm)
                return false;
        if (algorithm->group && form == SIGNING_FIXED) {
                if (signature_size != 2 * algorithm->half ||
                    !to_der(signature, algorithm->half, der, &signature_size))
                        return false;
                signature = der;
        }
        context = EVP_MD_CTX_new();
        good = context &&
               EVP_DigestVerifyInit_ex(context, NULL, algorithm->hash, NULL, NULL, key, NULL) ==
                       1 &&
               EVP_DigestVerify(context, signature, signature_size, data, size) == 1;
        EVP_MD_CTX_free(context);
        ERR_clear_error();
        return good;
}

/* A coordinate as text, of as many bytes as the curve has. */
static bool coordinate(const EVP_PKEY *key, const char *name, size_t half,
                       char text[BASE64_LENGTH(HALF_MOST)])
{
        uint8_t bytes[HALF_MOST];
        BIGNUM *number = NULL;
        bool good = EVP_PKEY_get_bn_param(key, name, &number) == 1 &&
                    BN_bn2binpad(number, bytes, (int)half) == (int)half;

        BN_free(number);
        if (good)
                base64url_encode(bytes, half, text);
        return good;
}

/* Members in the order of their names, without spaces: what RFC 7638, section 3, hashes. */
static bool write_jwk(const EVP_PKEY *key, char out[JWK_MOST])
{
        const struct signing_algorithm *algorithm = signing_algorithm_of(key);
        char x[BASE64_LENGTH(HALF_MOST)];
        char y[BASE64_LENGTH(HALF_MOST)];
        uint8_t raw[HALF_MOST];
        size_t size = sizeof(raw);

        if (!algorithm)
                return false;
        if (algorithm->group) {
                if (!coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X, algorithm->half, x) ||
                    !coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y, algorithm->half, y))
                        return false;
                snprintf(out, JWK_MOST, "{\"crv\":\"%s\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}",
                         algorithm->curve, x, y);
                return true;
        }
        if (EVP_PKEY_get_raw_public_key(key, raw, &size) != 1)
                return false;
        snprintf(out, JWK_MOST, "{\"crv\":\"%s\",\"kty\":\"OKP\",\"x\":\"%s\"}", algorithm->curve,
                 base64url_encode(raw, size, x));
        return true;
}

bool signing_thumbprint(const EVP_PKEY *key, uint8_t out[SIGNING_THUMBPRINT])
{
        char jwk[JWK_MOST];
        bool good = write_jwk(key, jwk) &&
                    EVP_Digest(jwk, strlen(jwk), out, NULL, EVP_sha256(), NULL) == 1;

        ERR_clear_error();
        return good;
}
