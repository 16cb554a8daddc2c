/* tools/sha384.c - the hash function of lib/igvm, by OpenSSL. */
#include <openssl/evp.h>
#include <stdlib.h>

#include "lib/igvm/digest.h"

/* Fails only if the library has no SHA-384 at all; a digest that is not one must not get out. */
void igvm_sha384(const void *data, size_t size, uint8_t out[IGVM_DIGEST_SIZE])
{
        if (EVP_Digest(data, size, out, NULL, EVP_sha384(), NULL) != 1)
                abort();
}
