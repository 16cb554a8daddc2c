/* tools/attest/quote_signature.c - see quote_signature.h. */
#include "tools/attest/quote_signature.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <stdbool.h>

#include "lib/base/bytes.h"
#include "lib/wire/tpm_public.h"

/* What is signed, by which key. */
struct signing {
        EVP_PKEY *key;
        const void *data;
        size_t size;
};

/* A TPM2B: 16 bits of size, big-endian, and so many bytes. NULL if there are fewer. */
static const uint8_t *take_sized(struct bytes_reader *in, size_t *size)
{
        *size = bytes_read_be16(in);
        return bytes_take(in, *size);
}

/* No SHA-1: a quote that is signed over it proves too little today. */
static const EVP_MD *digest_of(uint16_t algorithm)
{
        switch (algorithm) {
        case TPM_ALG_SHA256:
                return EVP_sha256();
        case TPM_ALG_SHA384:
                return EVP_sha384();
        case TPM_ALG_SHA512:
                return EVP_sha512();
        default:
                return NULL;
        }
}

bool quote_signature_is_weak(const uint8_t *signature, size_t size)
{
        struct bytes_reader in = bytes_reader(signature, size);
        uint16_t scheme = bytes_read_be16(&in);
        uint16_t hash = bytes_read_be16(&in);

        return hash == TPM_ALG_SHA1 &&
               (scheme == TPM_ALG_RSASSA || scheme == TPM_ALG_RSAPSS || scheme == TPM_ALG_ECDSA);
}

/* ECDSA's two numbers as OpenSSL wants them. The caller frees *@der. */
static int encode_ecdsa(struct bytes_reader *in, unsigned char **der)
{
        ECDSA_SIG *signature = ECDSA_SIG_new();
        size_t r_size;
        const uint8_t *r = take_sized(in, &r_size);
        size_t s_size;
        const uint8_t *s = take_sized(in, &s_size);
        int size = -1;

        if (signature && r && s &&
            ECDSA_SIG_set0(signature, BN_bin2bn(r, (int)r_size, NULL),
                           BN_bin2bn(s, (int)s_size, NULL)) == 1)
                size = i2d_ECDSA_SIG(signature, der);
        ECDSA_SIG_free(signature);
        return size;
}

/* RSA-PSS is the type of a key whose certificate says that it signs so, and not otherwise (RFC 4055, section 1.2). */
static bool is_rsa(EVP_PKEY *key)
{
        return EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS");
}

/*
 * The salt of RSASSA-PSS may be of any length: a TPM takes the longest that fits, or in FIPS mode that of the hash (TPM 2.0 Part 1,
 * section B.7).
 */
static bool verify(const struct signing *signing, const EVP_MD *digest, bool pss,
                   const uint8_t *signature, size_t size)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *parameters = NULL;
        bool good = context &&
                    EVP_DigestVerifyInit(context, &parameters, digest, NULL, signing->key) == 1;

        if (good && pss)
                good = EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
                       EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_AUTO) == 1;
        good = good &&
               EVP_DigestVerify(context, signature, size, signing->data, signing->size) == 1;
        EVP_MD_CTX_free(context);
        ERR_clear_error();
        return good;
}

/* TPMT_SIGNATURE: u16 scheme, u16 hash, then what the scheme has. */
static const EVP_MD *structured(const struct signing *signing, const uint8_t *signature,
                                size_t signature_size)
{
        struct bytes_reader in = bytes_reader(signature, signature_size);
        uint16_t scheme = bytes_read_be16(&in);
        const EVP_MD *digest = digest_of(bytes_read_be16(&in));
        unsigned char *der = NULL;
        bool good = false;

        if (!digest)
                return NULL;
        if (scheme == TPM_ALG_ECDSA && EVP_PKEY_is_a(signing->key, "EC")) {
                int length = encode_ecdsa(&in, &der);

                good = length > 0 && bytes_left(&in) == 0 &&
                       verify(signing, digest, false, der, (size_t)length);
                OPENSSL_free(der);
        } else if ((scheme == TPM_ALG_RSASSA || scheme == TPM_ALG_RSAPSS) && is_rsa(signing->key) &&
                   (scheme == TPM_ALG_RSAPSS || EVP_PKEY_is_a(signing->key, "RSA"))) {
                size_t size;
                const uint8_t *data = take_sized(&in, &size);

                good = data && bytes_left(&in) == 0 &&
                       verify(signing, digest, scheme == TPM_ALG_RSAPSS, data, size);
        }
        return good ? digest : NULL;
}

/* The bytes alone do not name hash and scheme: the few that there are, are tried. */
static const EVP_MD *plain(const struct signing *signing, const uint8_t *signature, size_t size)
{
        static const uint16_t hashes[] = { TPM_ALG_SHA256, TPM_ALG_SHA384, TPM_ALG_SHA512 };
        bool rsa = is_rsa(signing->key);

        if (rsa && size != (size_t)EVP_PKEY_get_size(signing->key))
                return NULL;
        for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
                const EVP_MD *digest = digest_of(hashes[i]);

                if (verify(signing, digest, false, signature, size) ||
                    (rsa && verify(signing, digest, true, signature, size)))
                        return digest;
        }
        return NULL;
}

const EVP_MD *quote_signed_by(EVP_PKEY *key, const void *data, size_t size,
                              const uint8_t *signature, size_t signature_size)
{
        const struct signing signing = { key, data, size };
        const EVP_MD *digest;

        if (!key || (!is_rsa(key) && !EVP_PKEY_is_a(key, "EC")))
                return NULL;
        digest = structured(&signing, signature, signature_size);
        return digest ? digest : plain(&signing, signature, signature_size);
}
