/*
 * tools/ca/authority/name.h - where a CA's directory is, and what is in it.
 *
 *   root.pem, root.key       the root's certificate and key
 *   issuer.pem, issuer.key   the intermediate's; the key only if no URI was given
 *   issuer.uri               the OpenSSL store URI of the intermediate's key
 *   chain.pem                intermediate and root, for verifiers
 *   policy.yaml              whom it believes, see tools/policy/file.h
 *   issued.db                SQLite: what was issued, see records.h
 */
#ifndef TOOLS_CA_AUTHORITY_NAME_H
#define TOOLS_CA_AUTHORITY_NAME_H

/*
 * @given, or if that is NULL $XDG_DATA_HOME/cashew/ca or ~/.local/share/cashew/ca; ends the program with a line on stderr if
 * there is neither.
 */
const char *ca_directory(const char *given);

#endif
