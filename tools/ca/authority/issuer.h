/*
 * tools/ca/authority/issuer.h - the CA as it is when it works: its certificates and the key that signs.
 */
#ifndef TOOLS_CA_AUTHORITY_ISSUER_H
#define TOOLS_CA_AUTHORITY_ISSUER_H

#include "lib/wire/manufacture.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>

struct issuer {
        X509 *certificate;            /* the intermediate, or the root itself when that signs */
        X509 *root;                   /* above the intermediate */
        EVP_PKEY *key;                /* of the certificate; it may live in a token */
        char name[WIRE_TEXT_MAX + 1]; /* the intermediate's common name, printable ASCII */
};

/*
 * Loads a CA that `cashew ca init` made in @directory. Returns 0, or -1 with a line on stderr: no
 * CA there, no key at its URI, or a key that is not the certificate's.
 */
__attribute__((warn_unused_result)) int issuer_load(const char *directory, struct issuer *out);
/* The root as who signs: its key at @key_uri, or in root.key if that is NULL. */
__attribute__((warn_unused_result)) int issuer_load_root(const char *directory, const char *key_uri,
                                                         struct issuer *out);

/* root.pem or issuer.pem; NULL with a line on stderr. The caller frees it. */
X509 *issuer_load_certificate(const char *directory, const char *name);

/* True if the intermediate's key is where issuer.uri says. */
bool issuer_has_uri(const char *directory);

/* The common name of a certificate as it stands; false if it has none that fits. */
bool issuer_copy_name(const X509 *certificate, char *out, size_t size);

void issuer_free(struct issuer *issuer);

#endif
