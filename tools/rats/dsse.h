/* tools/rats/dsse.h - DSSE (secure-systems-lab/dsse, version 1.0.2): an envelope of JSON around a payload and its signatures. */
#ifndef TOOLS_RATS_DSSE_H
#define TOOLS_RATS_DSSE_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DSSE_REASON_MAX 160

/* The envelope, with a newline behind it, malloc()ed; NULL if it cannot be signed. */
char *dsse_sign(EVP_PKEY *key, const char *type, const void *payload, size_t size);

/* True if it is an envelope, whatever is in it: JSON that has a payload. */
bool dsse_begins(const void *data, size_t size);

/*
 * Reads an envelope whose payload is of the type @type, and which one of @count keys has signed. The payload is malloc()ed. Returns
 * NULL, or what was found and what was expected, in @reason.
 */
__attribute__((warn_unused_result)) const char *
dsse_open(const void *data, size_t size, const char *type, EVP_PKEY *const *keys, size_t count,
          uint8_t **payload, size_t *payload_size, char reason[DSSE_REASON_MAX]);

#endif
