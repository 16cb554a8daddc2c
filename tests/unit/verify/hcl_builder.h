/* tests/unit/verify/hcl_builder.h - HCL reports as Azure's paravisor makes them, of a key that the test has. */
#ifndef TESTS_UNIT_VERIFY_HCL_BUILDER_H
#define TESTS_UNIT_VERIFY_HCL_BUILDER_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snp/report.h"

#define HCL_BUILT_MAX 4096

/* The runtime data with @ak as HCLAkPub. Returns its size. */
size_t hcl_runtime(EVP_PKEY *ak, char *out, size_t capacity);

/* Header, report, runtime data; zeros behind as in the NV index of 2600 bytes. REPORT_DATA of @report becomes their SHA-256. */
size_t hcl_build(uint32_t version, const char *runtime, struct snp_report *report,
                 uint8_t out[HCL_BUILT_MAX]);

#endif
