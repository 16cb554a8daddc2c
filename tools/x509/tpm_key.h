/* tools/x509/tpm_key.h - a TPM's public key for OpenSSL. */
#ifndef TOOLS_X509_TPM_KEY_H
#define TOOLS_X509_TPM_KEY_H

#include "lib/wire/tpm_public.h"

#include <openssl/evp.h>

/*
 * The OpenSSL key of a TPM's public area, or NULL if it is a template, or the point or modulus is none.
 * The caller frees it.
 */
EVP_PKEY *certificate_key(const struct tpm_public *public);

#endif
