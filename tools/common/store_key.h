/*
 * tools/common/store_key.h - keys at an OpenSSL store URI: a file's name, file:, pkcs11: with a provider, or
 * org.openssl.engine:ENGINE:KEY, as openssl(1) writes it, of an engine such as libengine-pkcs11-openssl's.
 */
#ifndef TOOLS_COMMON_STORE_KEY_H
#define TOOLS_COMMON_STORE_KEY_H

#include <openssl/evp.h>

/* The private key, or NULL with a line on stderr by the command @command. */
EVP_PKEY *store_key_private(const char *command, const char *uri);

/* The public key that is there: itself, in a certificate, or as the half of a private one. */
EVP_PKEY *store_key_public(const char *command, const char *uri);

#endif
