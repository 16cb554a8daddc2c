/* tools/x509/tpm_key.c - see tpm_key.h. */
#include "tools/x509/tpm_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

#include <stdbool.h>
#include <string.h>

static EVP_PKEY *key_from_parameters(const char *type, OSSL_PARAM_BLD *builder)
{
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
        OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
        EVP_PKEY *key = NULL;

        if (context && parameters && EVP_PKEY_fromdata_init(context) == 1 &&
            EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
                key = NULL;
        OSSL_PARAM_free(parameters);
        EVP_PKEY_CTX_free(context);
        return key;
}

static EVP_PKEY *rsa_key(const struct tpm_public *public)
{
        OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
        BIGNUM *modulus = BN_bin2bn(public->modulus, (int)public->modulus_size, NULL);
        EVP_PKEY *key = NULL;

        if (builder && modulus && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) &&
            OSSL_PARAM_BLD_push_uint32(builder, OSSL_PKEY_PARAM_RSA_E, public->rsa_exponent))
                key = key_from_parameters("RSA", builder);
        BN_free(modulus);
        OSSL_PARAM_BLD_free(builder);
        return key;
}

static const char *group_name(uint16_t curve)
{
        return curve == TPM_ECC_NIST_P256   ? "prime256v1"
               : curve == TPM_ECC_NIST_P384 ? "secp384r1"
                                            : "secp521r1";
}

static EVP_PKEY *ecc_key(const struct tpm_public *public)
{
        OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
        uint8_t point[TPM_POINT_BYTES_MAX];
        size_t size = tpm_public_point(public, point);
        EVP_PKEY *key = NULL;

        if (builder &&
            OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME,
                                            group_name(public->curve), 0) &&
            OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, size))
                key = key_from_parameters("EC", builder);
        OSSL_PARAM_BLD_free(builder);
        return key;
}

/* False for a point that is not on its curve, an even modulus and the like. */
static bool good_key(EVP_PKEY *key)
{
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
        bool good = context && EVP_PKEY_public_check(context) == 1;

        EVP_PKEY_CTX_free(context);
        return good;
}

EVP_PKEY *certificate_key(const struct tpm_public *public)
{
        EVP_PKEY *key = public->type == TPM_ALG_RSA ? rsa_key(public) : ecc_key(public);

        if (key && good_key(key))
                return key;
        EVP_PKEY_free(key);
        return NULL;
}
