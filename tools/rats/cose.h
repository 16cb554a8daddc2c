/* tools/rats/cose.h - COSE_Sign1 (RFC 9052, section 4.2) with its tag, 18: what carries a CWT, and a signed CoRIM. */
#ifndef TOOLS_RATS_COSE_H
#define TOOLS_RATS_COSE_H

#include <openssl/evp.h>

#include "lib/base/bytes.h"

#define COSE_TAG_SIGN1 18

/* Of the protected header, besides the algorithm. NULL: not there. */
struct cose_header {
        const char *content_type; /* 3 */
        const void *meta;         /* 8, of a CoRIM: corim-meta-map, as it is */
        size_t meta_size;
};

/*
 * Signs. False if OpenSSL cannot, or it does not fit. There is no key identifier (4): libraries refuse those that they do not know
 * (python-cwt), and who verifies has the key.
 */
__attribute__((warn_unused_result)) bool cose_sign1(EVP_PKEY *key, const struct cose_header *header,
                                                    const void *payload, size_t size,
                                                    struct bytes_writer *out);

/* Points into what was read. */
struct cose_message {
        const uint8_t *protected_header; /* as it was signed */
        size_t protected_size;
        int64_t algorithm;
        const char *content_type; /* or NULL; without a NUL */
        size_t content_type_size;
        const uint8_t *meta; /* a CoRIM's, or NULL */
        size_t meta_size;
        const uint8_t *payload;
        size_t payload_size;
        const uint8_t *signature;
        size_t signature_size;
};

/* Reads all of @size bytes, the tag there or not. NULL, or what is wrong as the end of a sentence. */
__attribute__((warn_unused_result)) const char *cose_read(const void *data, size_t size,
                                                          struct cose_message *out);

/* True if @key, whose algorithm must be the message's, has signed it. */
__attribute__((warn_unused_result)) bool cose_signed_by(const struct cose_message *message,
                                                        EVP_PKEY *key);

#endif
