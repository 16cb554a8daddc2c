/* tools/attest/ak.h - a TPM's attestation key, in the forms in which people have one. */
#ifndef TOOLS_ATTEST_AK_H
#define TOOLS_ATTEST_AK_H

#include <openssl/x509.h>
#include <stddef.h>

struct attestation_key {
        EVP_PKEY *key;
        X509 *certificate; /* NULL: it came without */
};

/*
 * Reads a public key or certificate in PEM or DER, a TPM2B_PUBLIC or TPMT_PUBLIC. Returns NULL, or what is wrong as the end of a
 * sentence; then @out is empty. attestation_key_free() is due.
 */
__attribute__((warn_unused_result)) const char *attestation_key_read(const void *data, size_t size,
                                                                     struct attestation_key *out);
void attestation_key_free(struct attestation_key *key);

#endif
