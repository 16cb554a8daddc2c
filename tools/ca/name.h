/*
 * tools/ca/name.h - where the files of a CA's directory are.
 *
 *   root.pem, root.key       the root's certificate and key
 *   issuer.pem, issuer.key   the intermediate's; the key only if no URI was given
 *   issuer.uri               the OpenSSL store URI of the intermediate's key
 *   chain.pem                intermediate and root, for verifiers
 *   policy.yaml              whom it believes, see policy/file.h
 *   issued.db                SQLite: what was issued, see records.h
 */
#ifndef TOOLS_CA_NAME_H
#define TOOLS_CA_NAME_H

#define CA_PATH_MAX 4096

/* "@directory/@name" in @out; exits with a line if it is too long. Returns @out. */
const char *ca_path(char out[CA_PATH_MAX], const char *directory, const char *name);

#endif
