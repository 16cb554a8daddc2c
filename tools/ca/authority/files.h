/* tools/ca/authority/files.h - writes the files of a CA's directory (name.h), each whole or not at all. */
#ifndef TOOLS_CA_AUTHORITY_FILES_H
#define TOOLS_CA_AUTHORITY_FILES_H

#include <openssl/evp.h>
#include <openssl/x509.h>

/* All return 0, or -1 with a line on stderr. Private files have mode 0600 from their first byte on. */
__attribute__((warn_unused_result)) int files_write_key(const char *directory, const char *name,
                                                        EVP_PKEY *key);
__attribute__((warn_unused_result)) int files_write_private(const char *directory, const char *name,
                                                            const void *data, size_t size);

/* issuer.uri: where the intermediate's key is, which may have a PIN in it. */
__attribute__((warn_unused_result)) int files_write_uri(const char *directory, const char *uri);

/* The intermediate's, the chain, and the root's; root.pem comes last: it says that the rest is there. */
__attribute__((warn_unused_result)) int files_write_certificates(const char *directory,
                                                                 X509 *issuer, X509 *root);

#endif
