/*
 * tools/ca/engine_key.c - see engine_key.h. OpenSSL 3 wants providers instead, but Debian 12 has PKCS#11
 * as an engine only.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "tools/ca/engine_key.h"

#include <openssl/engine.h>
#include <string.h>

static const char scheme[] = "org.openssl.engine:";

#define ENGINE_NAME_MAX 64

bool engine_key_is_one(const char *uri)
{
        return strncmp(uri, scheme, sizeof(scheme) - 1) == 0;
}

/* The engine holds on to itself while a key of it is there. */
static EVP_PKEY *load_from(const char *name, const char *key)
{
        ENGINE *engine = ENGINE_by_id(name);
        EVP_PKEY *result = NULL;

        if (engine && ENGINE_init(engine)) {
                result = ENGINE_load_private_key(engine, key, NULL, NULL);
                ENGINE_finish(engine);
        }
        ENGINE_free(engine);
        return result;
}

EVP_PKEY *engine_key_load(const char *uri)
{
        const char *name = uri + sizeof(scheme) - 1;
        size_t length = strcspn(name, ":");
        char copy[ENGINE_NAME_MAX];

        if (length >= sizeof(copy) || name[length] != ':')
                return NULL;
        memcpy(copy, name, length);
        copy[length] = '\0';
        OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_ENGINE_DYNAMIC, NULL);
        return load_from(copy, name + length + 1);
}
