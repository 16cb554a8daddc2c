/* tools/rats/jws.h - a JSON Web Token: claims, signed in compact serialization (RFC 7519; RFC 7515, section 7.1). */
#ifndef TOOLS_RATS_JWS_H
#define TOOLS_RATS_JWS_H

#include <openssl/evp.h>
#include <stddef.h>

/* Signs @size bytes of JSON. The token is malloc()ed; NULL if OpenSSL cannot, or the key is none of signing.h. */
char *jws_sign(EVP_PKEY *key, const void *claims, size_t size);

#endif
