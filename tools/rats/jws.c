/* tools/rats/jws.c - see jws.h. */
#include "tools/rats/jws.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/rats/base64.h"
#include "tools/rats/signing.h"

#define HEADER_MOST 160

static bool write_header(EVP_PKEY *key, char out[HEADER_MOST])
{
        const struct signing_algorithm *algorithm = signing_algorithm_of(key);
        uint8_t thumbprint[SIGNING_THUMBPRINT];
        char name[BASE64_LENGTH(SIGNING_THUMBPRINT)];

        if (!algorithm || !signing_thumbprint(key, thumbprint))
                return false;
        base64url_encode(thumbprint, sizeof(thumbprint), name);
        snprintf(out, HEADER_MOST, "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
                 algorithm->jose, name);
        return true;
}

/* What is signed is the text, with the dot in it. */
static bool append_signature(EVP_PKEY *key, char *token)
{
        uint8_t signature[SIGNING_SIZE_MAX];
        size_t length = strlen(token);
        size_t size;

        if (!signing_make(key, SIGNING_FIXED, token, length, signature, &size))
                return false;
        token[length] = '.';
        base64url_encode(signature, size, token + length + 1);
        return true;
}

char *jws_sign(EVP_PKEY *key, const void *claims, size_t size)
{
        char header[HEADER_MOST];
        size_t length =
                BASE64_LENGTH(HEADER_MOST) + BASE64_LENGTH(size) + BASE64_LENGTH(SIGNING_SIZE_MAX);
        char *token = malloc(length);
        char *at;

        if (!token || !write_header(key, header)) {
                free(token);
                return NULL;
        }
        base64url_encode(header, strlen(header), token);
        at = token + strlen(token);
        *at++ = '.';
        base64url_encode(claims, size, at);
        if (append_signature(key, token))
                return token;
        free(token);
        return NULL;
}
