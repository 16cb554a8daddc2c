/* tools/attest/kbs/tee_key.c - see tee_key.h. */
#include "tools/attest/kbs/tee_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/attest/kbs/base64.h"

#define RSA_BITS_LEAST 2048
#define RSA_BITS_MOST  8192

const char *tee_key_make(struct tee_key *out)
{
        EVP_PKEY *key = EVP_EC_gen("P-256");

        return key ? tee_key_take(key, out) : "OpenSSL makes no key";
}

static const char *take_rsa(EVP_PKEY *key, struct tee_key *out)
{
        int bits = EVP_PKEY_get_bits(key);

        if (bits < RSA_BITS_LEAST || bits > RSA_BITS_MOST)
                return "it is an RSA key of another size than 2048 to 8192 bits";
        *out = (struct tee_key){ .key = key, .algorithm = "RSA-OAEP-256" };
        return NULL;
}

static const char *take_ec(EVP_PKEY *key, struct tee_key *out)
{
        char group[32] = "";

        if (EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1)
                return "it is a key of a curve without a name";
        *out = (struct tee_key){ .key = key, .algorithm = "ECDH-ES+A256KW" };
        if (strcmp(group, SN_X9_62_prime256v1) == 0) {
                out->curve = "P-256";
                out->coordinate = 32;
        } else if (strcmp(group, SN_secp521r1) == 0) {
                out->curve = "P-521";
                out->coordinate = 66;
        }
        return out->curve ? NULL : "it is of another curve than P-256 and P-521";
}

const char *tee_key_take(EVP_PKEY *key, struct tee_key *out)
{
        *out = (struct tee_key){ 0 };
        if (EVP_PKEY_is_a(key, "RSA"))
                return take_rsa(key, out);
        if (EVP_PKEY_is_a(key, "EC"))
                return take_ec(key, out);
        return "it is neither RSA nor of an elliptic curve";
}

/* A number of the key, big-endian, of @size bytes or as many as it has; NULL: it cannot be had. */
static char *number(const struct tee_key *key, const char *name, int size)
{
        BIGNUM *value = NULL;
        unsigned char *bytes = NULL;
        char *text = NULL;

        if (EVP_PKEY_get_bn_param(key->key, name, &value) == 1) {
                if (size == 0)
                        size = BN_num_bytes(value);
                bytes = malloc((size_t)size);
                if (bytes && BN_bn2binpad(value, bytes, size) == size)
                        text = base64_url(bytes, (size_t)size);
        }
        free(bytes);
        BN_free(value);
        return text;
}

static char *jwk(const struct tee_key *key, const char *first, const char *second)
{
        char *text = NULL;
        int length;

        if (key->curve)
                length = asprintf(&text,
                                  "{\"alg\":\"%s\",\"crv\":\"%s\",\"kty\":\"EC\",\"x\":\"%s\","
                                  "\"y\":\"%s\"}",
                                  key->algorithm, key->curve, first, second);
        else
                length = asprintf(&text,
                                  "{\"alg\":\"%s\",\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}",
                                  key->algorithm, first, second);
        return length < 0 ? NULL : text;
}

char *tee_key_jwk(const struct tee_key *key)
{
        bool curve = key->curve;
        char *first = number(key, curve ? OSSL_PKEY_PARAM_EC_PUB_X : OSSL_PKEY_PARAM_RSA_E,
                             key->coordinate);
        char *second = number(key, curve ? OSSL_PKEY_PARAM_EC_PUB_Y : OSSL_PKEY_PARAM_RSA_N,
                              key->coordinate);
        char *text = first && second ? jwk(key, first, second) : NULL;

        free(first);
        free(second);
        return text;
}
