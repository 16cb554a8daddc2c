/* tools/tpm/device/certificate.h - an X.509 certificate from a TPM's NV index. */
#ifndef TOOLS_TPM_DEVICE_CERTIFICATE_H
#define TOOLS_TPM_DEVICE_CERTIFICATE_H

#include "lib/wire/tpm_public.h"

#include <openssl/x509.h>
#include <stdbool.h>

#define CERTIFICATE_TEXT_MAX 256

/* Reads the certificate at the start of @data; *@used is its size in bytes. NULL if there is none. The caller frees it. */
X509 *certificate_parse(const uint8_t *data, size_t size, size_t *used);

/* True if it is for the key @public, which has one. */
bool certificate_has_key(X509 *certificate, const struct tpm_public *public);

/* The names of its subject, issuer and subject alternative name, printable ASCII. */
void certificate_subject(X509 *certificate, char text[CERTIFICATE_TEXT_MAX]);
void certificate_issuer(X509 *certificate, char text[CERTIFICATE_TEXT_MAX]);
void certificate_alternative(X509 *certificate, char text[CERTIFICATE_TEXT_MAX]);

/* True if the extended key usage @oid (dotted) is in it. */
bool certificate_has_usage(X509 *certificate, const char *oid);

/* True if the certificate policy @oid (dotted) is in it. */
bool certificate_has_policy(X509 *certificate, const char *oid);

/* True if it has the extension @oid (dotted). */
bool certificate_has_extension(X509 *certificate, const char *oid);

#endif
