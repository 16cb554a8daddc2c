/*
 * tools/ca/authority/extensions.h - the X.509 extensions that are particular to TPMs (TCG EK Credential
 * Profile for TPM Family 2.0; OIDs and DER shapes as in swtpm's src/swtpm_cert/tpm.asn).
 */
#ifndef TOOLS_CA_AUTHORITY_EXTENSIONS_H
#define TOOLS_CA_AUTHORITY_EXTENSIONS_H

#include "lib/wire/manufacture.h"

#include <openssl/x509.h>

/* All return 0, or -1 if OpenSSL failed (its error queue says why). */

/*
 * subjectAltName, critical: a directoryName with tcg-at-tpmManufacturer, tcg-at-tpmModel,
 * tcg-at-tpmVersion.
 */
__attribute__((warn_unused_result)) int extension_add_tpm_name(X509 *certificate,
                                                               const struct wire_tpm_facts *tpm);

/* subjectDirectoryAttributes: tcg-at-tpmSpecification {family, level, revision}. */
__attribute__((warn_unused_result)) int
extension_add_tpm_specification(X509 *certificate, const struct wire_tpm_facts *tpm);

/*
 * The family indicator as text, "2.0" for TPM 2.0: the property's characters up to the first zero.
 */
void extension_family(uint32_t family, char text[5]);

#endif
