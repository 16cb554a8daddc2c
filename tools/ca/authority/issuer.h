/*
 * tools/ca/authority/issuer.h - the CA as it is when it works: its certificates and the key that signs.
 */
#ifndef TOOLS_CA_AUTHORITY_ISSUER_H
#define TOOLS_CA_AUTHORITY_ISSUER_H

#include "lib/wire/manufacture.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

struct issuer {
        X509 *certificate; /* the intermediate */
        X509 *root;
        EVP_PKEY *key;                /* of the intermediate; it may live in a token */
        char name[WIRE_TEXT_MAX + 1]; /* the intermediate's common name, printable ASCII */
};

/*
 * Loads a CA that `cashew ca init` made in @directory. Returns 0, or -1 with a line on stderr: no
 * CA there, no key at its URI, or a key that is not the certificate's.
 */
__attribute__((warn_unused_result)) int issuer_load(const char *directory, struct issuer *out);
void issuer_free(struct issuer *issuer);

#endif
