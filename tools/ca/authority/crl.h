/* tools/ca/authority/crl.h - the list of revoked certificates (RFC 5280, section 5). */
#ifndef TOOLS_CA_AUTHORITY_CRL_H
#define TOOLS_CA_AUTHORITY_CRL_H

#include <openssl/x509.h>

#include "tools/ca/authority/issuer.h"

#include <sqlite3.h>

/* The CRLReason with that name, or -1. */
int crl_reason_code(const char *name);

/*
 * The list of all that is revoked in @records, signed by @issuer and good for @days. NULL with a line
 * on stderr.
 */
X509_CRL *crl_make(sqlite3 *records, const struct issuer *issuer, int days);

#endif
