/* tools/attest/kbs/content_key.c - see content_key.h. */
#include "tools/attest/kbs/content_key.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "tools/attest/kbs/base64.h"
#include "tools/attest/kbs/object.h"

#define WRAPPED_SIZE   (CONTENT_KEY_SIZE + 8) /* RFC 3394 */
#define PARTY_MAX      64                     /* bytes of apu or apv */
#define OTHER_INFO_MAX (3 * (4 + PARTY_MAX) + 4)
#define COORDINATE_MAX 66

static const char no_memory[] = "there is no memory for it";

/* RSAES-OAEP with SHA-256, for its mask too (RFC 7518, section 4.3, RSA-OAEP-256). */
static const char *unwrap_rsa(const struct tee_key *key, const void *wrapped, size_t size,
                              unsigned char out[CONTENT_KEY_SIZE])
{
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->key, NULL);
        size_t most = (size_t)EVP_PKEY_get_size(key->key);
        unsigned char *plain = malloc(most);
        size_t length = most;
        bool good = context && plain && EVP_PKEY_decrypt_init(context) == 1 &&
                    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
                    EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) > 0 &&
                    EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) > 0 &&
                    EVP_PKEY_decrypt(context, plain, &length, wrapped, size) == 1 &&
                    length == CONTENT_KEY_SIZE;

        if (good)
                memcpy(out, plain, CONTENT_KEY_SIZE);
        OPENSSL_cleanse(plain, plain ? most : 0);
        free(plain);
        EVP_PKEY_CTX_free(context);
        return good ? NULL : "the content's key is not wrapped for this key";
}

static bool coordinate(const json_object *point, const char *name, int size, unsigned char *out)
{
        const char *text = object_string(point, name);
        struct file bytes = { 0 };
        bool good = text && base64_url_decode(text, &bytes) && bytes.size == (size_t)size;

        if (good)
                memcpy(out, bytes.data, bytes.size);
        file_free(&bytes);
        return good;
}

/* The KBS's half of the agreement, header member epk. OpenSSL refuses points that are not on the curve. */
static EVP_PKEY *ephemeral(const struct tee_key *key, const json_object *header)
{
        json_object *point = object_member(header, "epk");
        const char *kind = point ? object_string(point, "kty") : NULL;
        const char *curve = point ? object_string(point, "crv") : NULL;
        unsigned char bytes[1 + 2 * COORDINATE_MAX] = { 4 }; /* uncompressed (SEC 1, 2.3.3) */
        EVP_PKEY *other = EVP_PKEY_new();
        size_t size = 1 + 2 * (size_t)key->coordinate;

        if (other && kind && strcmp(kind, "EC") == 0 && curve && strcmp(curve, key->curve) == 0 &&
            coordinate(point, "x", key->coordinate, bytes + 1) &&
            coordinate(point, "y", key->coordinate, bytes + 1 + key->coordinate) &&
            EVP_PKEY_copy_parameters(other, key->key) == 1 &&
            EVP_PKEY_set1_encoded_public_key(other, bytes, size) == 1)
                return other;
        EVP_PKEY_free(other);
        return NULL;
}

/* apu or apv, behind its length; none is no bytes. */
static bool add_party(struct bytes_writer *writer, const json_object *header, const char *name)
{
        const char *text = object_string(header, name);
        struct file bytes = { 0 };
        bool good = !json_object_object_get_ex(header, name, NULL) ||
                    (text && base64_url_decode(text, &bytes) && bytes.size <= PARTY_MAX);

        if (good) {
                bytes_write_be32(writer, (uint32_t)bytes.size);
                bytes_write(writer, bytes.data, bytes.size);
        }
        file_free(&bytes);
        return good;
}

/* Concat KDF (NIST SP 800-56A, 5.8.1), which OpenSSL calls SSKDF, with the OtherInfo of RFC 7518, section 4.6.2. */
static bool derive(const struct tee_key *key, const json_object *header, void *agreed, size_t size,
                   unsigned char out[CONTENT_KEY_SIZE])
{
        unsigned char info[OTHER_INFO_MAX];
        struct bytes_writer writer = bytes_writer(info, sizeof(info));
        EVP_KDF *method;
        EVP_KDF_CTX *context;
        bool good;

        bytes_write_be32(&writer, (uint32_t)strlen(key->algorithm));
        bytes_write(&writer, key->algorithm, strlen(key->algorithm));
        if (!add_party(&writer, header, "apu") || !add_party(&writer, header, "apv"))
                return false;
        bytes_write_be32(&writer, 8 * CONTENT_KEY_SIZE);
        method = EVP_KDF_fetch(NULL, OSSL_KDF_NAME_SSKDF, NULL);
        context = method ? EVP_KDF_CTX_new(method) : NULL;
        EVP_KDF_free(method);
        const OSSL_PARAM parameters[] = {
                OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
                OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, agreed, size),
                OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, writer.size),
                OSSL_PARAM_construct_end(),
        };
        good = context && !writer.failed &&
               EVP_KDF_derive(context, out, CONTENT_KEY_SIZE, parameters) == 1;
        EVP_KDF_CTX_free(context);
        return good;
}

static bool agree(const struct tee_key *key, const json_object *header, EVP_PKEY *other,
                  unsigned char out[CONTENT_KEY_SIZE])
{
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->key, NULL);
        unsigned char agreed[COORDINATE_MAX];
        size_t size = sizeof(agreed);
        bool good = context && EVP_PKEY_derive_init(context) == 1 &&
                    EVP_PKEY_derive_set_peer(context, other) == 1 &&
                    EVP_PKEY_derive(context, agreed, &size) == 1 &&
                    derive(key, header, agreed, size, out);

        OPENSSL_cleanse(agreed, sizeof(agreed));
        EVP_PKEY_CTX_free(context);
        return good;
}

/* AES key wrap (RFC 3394), which has a check of its own. */
static const char *unwrap_aes(const unsigned char wrapping[CONTENT_KEY_SIZE], const void *wrapped,
                              unsigned char out[CONTENT_KEY_SIZE])
{
        EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
        unsigned char plain[WRAPPED_SIZE];
        int length = 0;
        bool good;

        if (!context)
                return no_memory;
        EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
        good = EVP_DecryptInit_ex(context, EVP_aes_256_wrap(), NULL, wrapping, NULL) == 1 &&
               EVP_DecryptUpdate(context, plain, &length, wrapped, WRAPPED_SIZE) == 1 &&
               length == CONTENT_KEY_SIZE;
        if (good)
                memcpy(out, plain, CONTENT_KEY_SIZE);
        OPENSSL_cleanse(plain, sizeof(plain));
        EVP_CIPHER_CTX_free(context);
        return good ? NULL : "the content's key is not wrapped for this key";
}

static const char *unwrap_ec(const struct tee_key *key, const json_object *header,
                             const void *wrapped, size_t size, unsigned char out[CONTENT_KEY_SIZE])
{
        unsigned char wrapping[CONTENT_KEY_SIZE];
        const char *problem = "its header has no point of the TEE key's curve (epk)";
        EVP_PKEY *other;

        if (size != WRAPPED_SIZE)
                return "its encrypted_key has not the size of a wrapped key, 40 bytes";
        other = ephemeral(key, header);
        if (other) {
                problem = agree(key, header, other, wrapping)
                                  ? unwrap_aes(wrapping, wrapped, out)
                                  : "no key can be agreed on from its header";
                OPENSSL_cleanse(wrapping, sizeof(wrapping));
        }
        EVP_PKEY_free(other);
        return problem;
}

const char *content_key_unwrap(const struct tee_key *key, const json_object *header,
                               const void *wrapped, size_t size,
                               unsigned char out[CONTENT_KEY_SIZE])
{
        return key->curve ? unwrap_ec(key, header, wrapped, size, out)
                          : unwrap_rsa(key, wrapped, size, out);
}
