/*
 * tools/ca/engine_key.h - a private key that an OpenSSL engine has, such as libengine-pkcs11-openssl's.
 */
#ifndef TOOLS_CA_ENGINE_KEY_H
#define TOOLS_CA_ENGINE_KEY_H

#include <openssl/evp.h>
#include <stdbool.h>

/*
 * org.openssl.engine:ENGINE:KEY, as openssl(1) writes it; its loader for OpenSSL's store is in that
 * program, not in the library.
 */
bool engine_key_is_one(const char *uri);

/* The key, or NULL; then OpenSSL's error queue says why. */
EVP_PKEY *engine_key_load(const char *uri);

#endif
