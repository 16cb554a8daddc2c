/* tools/snp_p384.c - signatures of ID blocks (lib/snp/id_block.h), verified by OpenSSL. */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "tools/p384.h"

#define POINT_SIZE (1 + 2 * SNP_P384_SIZE)

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
