/* tools/ca/authority/intermediate.h - certificates that the root has signed: made, recorded, revoked or not. */
#ifndef TOOLS_CA_AUTHORITY_INTERMEDIATE_H
#define TOOLS_CA_AUTHORITY_INTERMEDIATE_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sqlite3.h>

#include "tools/x509/urls.h"

#define AUTHORITY_DAYS      10957 /* 30 years: of roots and intermediates */
#define AUTHORITY_NAME_SIZE 128

/* Who signs an intermediate. */
struct root {
        X509 *certificate;
        EVP_PKEY *key;
};

/*
 * Recorded before it is given back: a certificate that nobody knows of could not be revoked. NULL with a line on stderr. The
 * caller frees it.
 */
X509 *intermediate_make(sqlite3 *records, const struct root *root, const char *name, EVP_PKEY *key,
                        const struct urls *urls);

/* Records an intermediate of a CA that kept none yet; nothing if it is there. 0, or -1 with a line on stderr. */
__attribute__((warn_unused_result)) int intermediate_record(sqlite3 *records, X509 *certificate);

/* The same for the one in @directory: a CA that kept none on record can revoke it then. */
__attribute__((warn_unused_result)) int intermediate_record_own(sqlite3 *records,
                                                                const char *directory);

/* 1: it has been revoked; 0: it has not; -1 with a line on stderr. */
__attribute__((warn_unused_result)) int intermediate_is_revoked(sqlite3 *records,
                                                                const X509 *certificate);

/* Its serial number as records have it; the caller frees it by OPENSSL_free(). NULL if OpenSSL failed. */
char *intermediate_serial(const X509 *certificate);

#endif
