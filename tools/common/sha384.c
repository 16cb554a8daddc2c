/*
 * tools/common/sha384.c - the hash function of lib/, by OpenSSL.
 *
 * An image is hashed a page at a time, so what OpenSSL looks up and allocates for a digest is kept, a thread its own.
 */
#include <openssl/evp.h>
#include <stdlib.h>

#include "lib/base/sha384.h"

/* Fails only if the library has no SHA-384 at all; a digest that is not one must not get out. */
void sha384(const void *data, size_t size, uint8_t out[SHA384_SIZE])
{
        static _Thread_local EVP_MD_CTX *context;

        if (!context) {
                context = EVP_MD_CTX_new();
                if (!context || EVP_DigestInit_ex(context, EVP_sha384(), NULL) != 1)
                        abort();
        }
        if (EVP_DigestInit_ex(context, NULL, NULL) != 1 ||
            EVP_DigestUpdate(context, data, size) != 1 ||
            EVP_DigestFinal_ex(context, out, NULL) != 1)
                abort();
}
