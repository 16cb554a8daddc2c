/*
 * tools/attest/hcl.h - Azure's report of a confidential VM's paravisor ("host compatibility layer"), as it lies in NV index
 * 0x01400001: a header, the processor's report, runtime data that REPORT_DATA is the hash of.
 *
 * Microsoft, "Guest attestation for confidential virtual machines", attestation report format; microsoft/openvmm,
 * openhcl_attestation_protocol (igvm_attest/get.rs: IgvmAttestRequestHeader and IgvmAttestRequestData).
 */
#ifndef TOOLS_ATTEST_HCL_H
#define TOOLS_ATTEST_HCL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/snp/report.h"
#include "tools/common/steps.h"

/* Points into the file. */
struct hcl_report {
        uint32_t version;
        const uint8_t *report; /* SNP_REPORT_SIZE bytes */
        uint32_t hash_type;
        const uint8_t *runtime; /* JSON */
        size_t runtime_size;
};

#define HCL_REASON_MAX 160

/* Returns NULL, or what was found and what was expected, in @reason. */
__attribute__((warn_unused_result)) const char *
hcl_report_read(const void *data, size_t size, struct hcl_report *out, char reason[HCL_REASON_MAX]);

/* The step "runtime data": that REPORT_DATA is the hash of it, zeros behind. */
bool hcl_report_check(const struct hcl_report *hcl, const struct snp_report *report,
                      struct steps *steps);

#endif
