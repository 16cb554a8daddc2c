/*
 * tools/common/store_key.c - see store_key.h. OpenSSL 3 wants providers instead of engines, but Debian 12 has PKCS#11 as
 * an engine only; the store's loader for engines is in openssl(1), not in the library.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "tools/common/store_key.h"

#include "tools/common/file.h"
#include "tools/common/kind.h"

#include <errno.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/store.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <string.h>

#include "tools/common/command.h"

static const char scheme[] = "org.openssl.engine:";

#define ENGINE_NAME_MAX 64

/* A URI may have a PIN in it. */
static const char *printable(const char *uri)
{
        return strstr(uri, "pin-value") ? "the key with a PIN" : uri;
}

static EVP_PKEY *no_key(const char *command, const char *what)
{
        unsigned long error = ERR_peek_last_error();
        const char *reason = ERR_SYSTEM_ERROR(error) ? strerror(ERR_GET_REASON(error))
                                                     : ERR_reason_error_string(error);

        command_error(command, "%s: %s", what, reason ? reason : "no reason given");
        ERR_clear_error();
        return NULL;
}

/*
 * The engine is never let go: it would be finished when the program ends, after its PKCS#11 module's own end, which crashes in
 * SoftHSM2. A key holds on to it in any case.
 */
static EVP_PKEY *load_from(const char *name, const char *key, bool public)
{
        ENGINE *engine = ENGINE_by_id(name);

        if (!engine || !ENGINE_init(engine))
                return NULL;
        return public ? ENGINE_load_public_key(engine, key, NULL, NULL)
                      : ENGINE_load_private_key(engine, key, NULL, NULL);
}

static EVP_PKEY *load_engine_key(const char *command, const char *uri, bool public)
{
        const char *name = uri + sizeof(scheme) - 1;
        size_t length = strcspn(name, ":");
        char copy[ENGINE_NAME_MAX];
        EVP_PKEY *key = NULL;

        if (length < sizeof(copy) && name[length] == ':') {
                memcpy(copy, name, length);
                copy[length] = '\0';
                OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_ENGINE_DYNAMIC, NULL);
                key = load_from(copy, name + length + 1, public);
        }
        return key ? key : no_key(command, "the engine's key");
}

static EVP_PKEY *take_key(const OSSL_STORE_INFO *info, bool public)
{
        switch (OSSL_STORE_INFO_get_type(info)) {
        case OSSL_STORE_INFO_PKEY:
                return OSSL_STORE_INFO_get1_PKEY(info);
        case OSSL_STORE_INFO_PUBKEY:
                return public ? OSSL_STORE_INFO_get1_PUBKEY(info) : NULL;
        case OSSL_STORE_INFO_CERT:
                return public ? X509_get_pubkey(OSSL_STORE_INFO_get0_CERT(info)) : NULL;
        default:
                return NULL;
        }
}

/* The first that the store has. */
static EVP_PKEY *first_key(OSSL_STORE_CTX *store, bool public)
{
        EVP_PKEY *key = NULL;

        while (!key && !OSSL_STORE_eof(store)) {
                OSSL_STORE_INFO *info = OSSL_STORE_load(store);

                if (!info)
                        continue; /* not all of a file must be keys */
                key = take_key(info, public);
                OSSL_STORE_INFO_free(info);
        }
        return key;
}

/* With what is there instead, if it is a file. */
static void say_no_key(const char *command, const char *uri, bool public)
{
        const char *name = public ? "public" : "private";
        struct file file;
        int error = file_read(strncmp(uri, "file:", 5) == 0 ? uri + 5 : uri, &file);
        const char *kind = error ? NULL : file_kind(file.data, file.size);

        if (error == -EISDIR)
                command_error(command, "%s: there is no %s key: found a directory", printable(uri),
                              name);
        else if (kind)
                command_error(command, "%s: there is no %s key: found %s", printable(uri), name,
                              kind);
        else
                command_error(command, "%s: there is no %s key", printable(uri), name);
        file_free(&file);
}

static EVP_PKEY *load_store_key(const char *command, const char *uri, bool public)
{
        OSSL_STORE_CTX *store = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
        EVP_PKEY *key;

        if (!store)
                return no_key(command, printable(uri));
        if (!public)
                OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY);
        key = first_key(store, public);
        OSSL_STORE_close(store);
        ERR_clear_error();
        if (!key)
                say_no_key(command, uri, public);
        return key;
}

static EVP_PKEY *load_key(const char *command, const char *uri, bool public)
{
        return strncmp(uri, scheme, sizeof(scheme) - 1) == 0 ? load_engine_key(command, uri, public)
                                                             : load_store_key(command, uri, public);
}

EVP_PKEY *store_key_private(const char *command, const char *uri)
{
        return load_key(command, uri, false);
}

EVP_PKEY *store_key_public(const char *command, const char *uri)
{
        return load_key(command, uri, true);
}
