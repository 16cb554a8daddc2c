/* tools/common/p384.h - ECDSA on P-384 with SHA-384, numbers as AMD's structures have them: 72 bytes, little-endian. */
#ifndef TOOLS_COMMON_P384_H
#define TOOLS_COMMON_P384_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snp/p384.h"

/* True if the key, private or public, is an EC key of P-384. */
__attribute__((warn_unused_result)) bool p384_is_key(EVP_PKEY *key);

/* True if @key, which must be of P-384, has signed the data. */
__attribute__((warn_unused_result)) bool p384_verify(EVP_PKEY *key,
                                                     const uint8_t r[SNP_SCALAR_SIZE],
                                                     const uint8_t s[SNP_SCALAR_SIZE],
                                                     const void *data, size_t size);

/*
 * False if the key is none of P-384 or does not sign; OpenSSL's error queue says why. The nonce is random: OpenSSL makes
 * those of RFC 6979 since 3.2 only (OSSL_SIGNATURE_PARAM_NONCE_TYPE), and a token makes its own.
 */
__attribute__((warn_unused_result)) bool p384_sign(EVP_PKEY *key, const void *data, size_t size,
                                                   struct snp_signature *out);

/* A signature in DER (RFC 3279, section 2.2.3) of exactly @size bytes; false if it is none whose numbers fit the curve. */
__attribute__((warn_unused_result)) bool p384_signature_from_der(const void *der, size_t size,
                                                                 struct snp_signature *out);

/* The public half; false if the key is none of P-384. */
__attribute__((warn_unused_result)) bool p384_public(EVP_PKEY *key, struct snp_public_key *out);

#endif
