/*
 * tools/ca/authority/crl.h - the list of revoked certificates (RFC 5280, section 5): version 2,
 * signed by the intermediate, with authorityKeyIdentifier and cRLNumber.
 */
#ifndef TOOLS_CA_AUTHORITY_CRL_H
#define TOOLS_CA_AUTHORITY_CRL_H

#include <openssl/x509.h>

#include "tools/ca/authority/issuer.h"

#include <sqlite3.h>

/* The CRLReason with that name, as RFC 5280, section 5.3.1, spells it; -1 if it is none that a CA gives here. */
int crl_reason_code(const char *name);

/*
 * The list of all that is revoked in @records, signed by @issuer and good for @days. The caller
 * frees it. NULL with a line on stderr.
 */
X509_CRL *crl_make(sqlite3 *records, const struct issuer *issuer, int days);

#endif
