/*
 * tools/ca/authority/gce.h - what Google's certificates of attestation keys say of an instance: extension
 * 1.3.6.1.4.1.11129.2.1.21 and the subject (google/go-tpm-tools, server/verify.go; a published
 * certificate).
 *
 *   SEQUENCE { UTF8String zone, INTEGER project number, UTF8String project ID, INTEGER instance ID,
 *     UTF8String instance name,
 *     [0] SEQUENCE { [0] INTEGER security version, [1] BOOLEAN production, [2] to [5] BOOLEAN } }
 *
 * What [2] to [5] mean is not published; they are FALSE here, so that nothing is claimed.
 */
#ifndef TOOLS_CA_AUTHORITY_GCE_H
#define TOOLS_CA_AUTHORITY_GCE_H

#include <openssl/x509.h>

#include "tools/policy/gce.h"

/* 0, or -1 if OpenSSL failed. */
__attribute__((warn_unused_result)) int gce_add_extension(X509 *certificate,
                                                          const struct gce_instance *instance);

/* L zone, O Google Compute Engine, OU project ID, CN instance ID. 0, or -1 if OpenSSL failed. */
__attribute__((warn_unused_result)) int gce_add_subject(X509 *certificate,
                                                        const struct gce_instance *instance);

#endif
