/*
 * services/vtpm/hcl_report.h - a hardware report and claims about the TPM's keys in the form that
 * Azure's guests read from NV (microsoft/openvmm, openhcl_attestation_protocol, igvm_attest/get.rs).
 */
#ifndef SERVICES_VTPM_HCL_REPORT_H
#define SERVICES_VTPM_HCL_REPORT_H

#include "services/vtpm/content_sources.h"

/*
 * Little-endian:
 *
 *   u32 signature "HCLA", u32 version 2, u32 report bytes, u32 request type 2 (AK certificate),
 *   u32 status 0, u32[3] zero, the SNP report (0x4a0 bytes),
 *   u32 size of the part from here on, u32 version 1, u32 report type 2 (SNP), u32 hash type 1
 *   (SHA-256), u32 size of the claims, the claims
 *
 * The claims are JSON: the AK and the EK as JSON web keys, which technology protects the machine, no
 * user data. Their SHA-256 is the first half of the report's REPORT_DATA; the second is zero. attestd computes it, and
 * only of what looks like claims.
 *
 * @ak is the number of the AK; the EK is the first restricted RSA decryption key. *@result is empty
 * if there is no report. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int hcl_report_make(const struct content_sources *sources,
                                                        uint8_t ak, uint8_t *out, size_t capacity,
                                                        struct wire_blob *result);

#endif
