/* tools/attest/quote_signature.h - signatures of TPMs, in the forms in which tools write them. */
#ifndef TOOLS_ATTEST_QUOTE_SIGNATURE_H
#define TOOLS_ATTEST_QUOTE_SIGNATURE_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Verifies the signature of @key over @size bytes at @data: a TPMT_SIGNATURE (TPM 2.0 Part 2, section 11.3.4), or what the key
 * itself makes (tpm2_quote -f plain; RSASSA, RSASSA-PSS, ECDSA in DER). Returns the hash that was signed, or NULL.
 */
const EVP_MD *quote_signed_by(EVP_PKEY *key, const void *data, size_t size,
                              const uint8_t *signature, size_t signature_size);

/* True if the signature says that it is over SHA-1, which is why quote_signed_by() does not look at it. */
bool quote_signature_is_weak(const uint8_t *signature, size_t size);

#endif
