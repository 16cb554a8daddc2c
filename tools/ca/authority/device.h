/*
 * tools/ca/authority/device.h - names of a device by its TPM, in certificates of IDevIDs and IAKs (TCG, TPM 2.0 Keys for Device Identity
 * and Attestation 1.0, "IDevID and IAK certificate" fields; IEEE 802.1AR-2018, section 8).
 */
#ifndef TOOLS_CA_AUTHORITY_DEVICE_H
#define TOOLS_CA_AUTHORITY_DEVICE_H

#include "lib/wire/manufacture.h"

#include <openssl/x509.h>
#include <stdbool.h>

/* All return 0, or -1 if OpenSSL failed (its error queue says why). @endorsement is the DER of the TPM's EK certificate. */

/* Subject: serialNumber, the SHA-256 of the EK certificate in hexadecimal (802.1AR wants one that is the device's alone). */
__attribute__((warn_unused_result)) int device_add_subject(X509 *certificate,
                                                           struct wire_blob endorsement);

/*
 * subjectAltName, not critical: a hardwareModuleName (RFC 4108, section 5) of type tcg-sv-tpm20, whose serial number is the TPM's
 * manufacturer, the EK certificate's authority key identifier and its serial number, with colons between them; and a
 * permanentIdentifier (RFC 4043) assigned as tcg-on-ekPermIdSha256, the SHA-256 of the EK certificate.
 */
__attribute__((warn_unused_result)) int
device_add_names(X509 *certificate, const struct wire_tpm_facts *tpm, struct wire_blob endorsement);

/* certificatePolicies: tcg-cap-verifiedTPMResidency, and tcg-cap-verifiedTPMRestricted of an IAK or -Fixed of an IDevID. */
__attribute__((warn_unused_result)) int device_add_policies(X509 *certificate, bool restricted);

#endif
