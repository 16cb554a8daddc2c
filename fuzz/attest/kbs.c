/*
 * fuzz/attest/kbs.c - what a KBS answers: a challenge's nonce can be put into JSON as it is, a token into a line, what is said of a refusal on
 * a terminal, and a resource is handed on only whole. Its messages are encrypted for a key that is always the same.
 */
#include "fuzz/attest/kbs.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tools/attest/kbs/jwe.h"
#include "tools/attest/kbs/messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* P-256 with the private number 0102..20, and its point. */
static EVP_PKEY *make_key(void)
{
        unsigned char scalar[32];
        unsigned char point[65];
        EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
        EC_POINT *public = EC_POINT_new(group);
        OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
        OSSL_PARAM *parameters;
        EVP_PKEY *key = NULL;
        BIGNUM *number;

        for (size_t i = 0; i < sizeof(scalar); i++)
                scalar[i] = (unsigned char)(i + 1);
        number = BN_bin2bn(scalar, sizeof(scalar), NULL);
        if (EC_POINT_mul(group, public, number, NULL, NULL, NULL) != 1 ||
            EC_POINT_point2oct(group, public, POINT_CONVERSION_UNCOMPRESSED, point, sizeof(point),
                               NULL) != sizeof(point) ||
            OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
            OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number) != 1 ||
            OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point,
                                             sizeof(point)) != 1)
                abort();
        parameters = OSSL_PARAM_BLD_to_param(builder);
        if (EVP_PKEY_fromdata_init(context) != 1 ||
            EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) != 1)
                abort();
        OSSL_PARAM_free(parameters);
        OSSL_PARAM_BLD_free(builder);
        EVP_PKEY_CTX_free(context);
        EC_POINT_free(public);
        EC_GROUP_free(group);
        BN_free(number);
        return key;
}

static void read_challenge(const uint8_t *data, size_t size)
{
        struct kbs_challenge challenge;
        uint8_t bound[SNP_REPORT_DATA_SIZE];
        size_t length;

        if (kbs_challenge_read(data, size, &challenge))
                return;
        if (strpbrk(challenge.nonce, "\"\\ \n\t") || strlen(challenge.nonce) == 0 ||
            kbs_bind(&challenge, "{}", bound, &length) || length > sizeof(bound))
                abort();
}

static void read_token(const uint8_t *data, size_t size)
{
        struct file token;

        if (kbs_token_read(data, size, &token))
                return;
        for (size_t i = 0; i < token.size; i++) {
                if (token.data[i] <= ' ' || token.data[i] > '~' || strchr("\"\\", token.data[i]))
                        abort();
        }
        file_free(&token);
}

static void read_resource(const uint8_t *data, size_t size)
{
        static struct tee_key key;
        struct file resource;
        const char *problem;

        if (!key.key && tee_key_take(make_key(), &key))
                abort();
        problem = jwe_open(data, size, &key, &resource);
        if (problem && (resource.data || resource.size || strlen(problem) > 200))
                abort();
        file_free(&resource);
}

static void read_refusal(const uint8_t *data, size_t size)
{
        char text[KBS_REFUSAL_MAX];

        kbs_refusal(401, data, size, text);
        for (const char *at = text; *at; at++) {
                if (*at < ' ' || *at > '~')
                        abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size == 0)
                return 0;
        switch (*data % KBS_ANSWERS) {
        case KBS_CHALLENGE:
                read_challenge(data + 1, size - 1);
                break;
        case KBS_TOKEN:
                read_token(data + 1, size - 1);
                break;
        case KBS_RESOURCE:
                read_resource(data + 1, size - 1);
                break;
        default:
                read_refusal(data + 1, size - 1);
        }
        return 0;
}
