/*
 * tools/x509/tpm_key.c - see tpm_key.h. A TPM's key becomes a SubjectPublicKeyInfo in one place, lib/wire/x509.c; OpenSSL takes it
 * from there.
 */
#include "tools/x509/tpm_key.h"

#include <openssl/x509.h>

#include <stdbool.h>

#include "lib/wire/x509.h"

/* False for a point that is not on its curve, an even modulus and the like. */
static bool good_key(EVP_PKEY *key)
{
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
        bool good = context && EVP_PKEY_public_check(context) == 1;

        EVP_PKEY_CTX_free(context);
        return good;
}

EVP_PKEY *certificate_key(const struct tpm_public *public)
{
        uint8_t info[X509_KEY_MAX];
        const unsigned char *next = info;
        EVP_PKEY *key = NULL;

        if (tpm_public_has_key(public))
                key = d2i_PUBKEY(NULL, &next, (long)x509_write_key(public, info));
        if (key && good_key(key))
                return key;
        EVP_PKEY_free(key);
        return NULL;
}
