/*
 * tools/ca/authority/crl.h - the list of revoked certificates (RFC 5280, section 5): version 2,
 * signed by the intermediate or the root, with authorityKeyIdentifier and cRLNumber, which grows by one with each list.
 */
#ifndef TOOLS_CA_AUTHORITY_CRL_H
#define TOOLS_CA_AUTHORITY_CRL_H

#include <openssl/x509.h>

#include "tools/ca/authority/issuer.h"
#include "tools/common/words.h"

#include <sqlite3.h>

/* Reasons as RFC 5280, section 5.3.1, spells them, of those that a CA gives here. */
extern const struct words crl_reason_words;

/*
 * The list of all that is revoked in @records of what @issuer has signed, good for @days, but not longer than @issuer itself.
 * Its number is kept with the transaction of @records. The caller frees it. NULL with a line on stderr.
 */
X509_CRL *crl_make(sqlite3 *records, const struct issuer *issuer, int days);

#endif
