/*
 * tools/rats/signing.h - signatures of tokens and reference values: which algorithm a key has (RFC 7518 and RFC 8037 for JOSE,
 * RFC 9053 for COSE), signed and verified.
 */
#ifndef TOOLS_RATS_SIGNING_H
#define TOOLS_RATS_SIGNING_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIGNING_SIZE_MAX   160 /* bytes of a signature in either form */
#define SIGNING_EXPECTED   "a key on P-256, P-384 or P-521, or an Ed25519 key"
#define SIGNING_THUMBPRINT 32

struct signing_algorithm {
        const char *jose;  /* "ES384" */
        const char *curve; /* "P-384" */
        int64_t cose;      /* -35 */
        const char *group; /* OpenSSL's name of the curve; NULL: it is Ed25519 */
        const char *hash;  /* NULL: the signature's own */
        size_t half;       /* bytes of a coordinate, and of each half of a signature */
};

/* The one of @key, or NULL if it is of another kind. */
const struct signing_algorithm *signing_algorithm_of(const EVP_PKEY *key);

/* A public key or a certificate of one of these kinds, in PEM or DER; NULL if it is something else. */
EVP_PKEY *signing_key_read(const void *data, size_t size);

enum signing_form {
        SIGNING_FIXED, /* ECDSA's numbers one behind the other (RFC 7518, section 3.4; RFC 9053, section 2.1) */
        SIGNING_DER, /* as OpenSSL has them, and DSSE's users */
};

/* Signs; false if OpenSSL cannot. */
__attribute__((warn_unused_result)) bool signing_make(EVP_PKEY *key, enum signing_form form,
                                                      const void *data, size_t size,
                                                      uint8_t out[SIGNING_SIZE_MAX],
                                                      size_t *out_size);

/* True if it is the signature of @key over the bytes. */
__attribute__((warn_unused_result)) bool signing_check(EVP_PKEY *key, enum signing_form form,
                                                       const void *data, size_t size,
                                                       const uint8_t *signature,
                                                       size_t signature_size);

/* SHA-256 over the key as a JSON Web Key in its one form (RFC 7638), by which key sets are searched. */
__attribute__((warn_unused_result)) bool signing_thumbprint(const EVP_PKEY *key,
                                                            uint8_t out[SIGNING_THUMBPRINT]);

#endif
