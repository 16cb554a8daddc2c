/* tools/ca/crl.h - the list of revoked certificates (RFC 5280, section 5). */
#ifndef TOOLS_CA_CRL_H
#define TOOLS_CA_CRL_H

#include <openssl/x509.h>

#include "tools/ca/issuer.h"
#include "tools/common/words.h"

#include <sqlite3.h>

/* Reasons by their names in RFC 5280, section 5.3.1, those that there are for a certificate's subject. */
extern const struct words crl_reason_words;

/*
 * The list of all that is revoked in @records, signed by @issuer and good for @days. NULL with a line
 * on stderr.
 */
X509_CRL *crl_make(sqlite3 *records, const struct issuer *issuer, int days);

#endif
