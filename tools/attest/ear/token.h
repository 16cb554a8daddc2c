/*
 * tools/attest/ear/token.h - an attestation result for relying parties: EAR (draft-fv-rats-ear-05, profile
 * tag:github.com,2023:veraison/ear), signed as a JWT or a CWT. Names and numbers are those of the draft and of veraison/ear and
 * veraison/rust-ear, which read it.
 */
#ifndef TOOLS_ATTEST_EAR_TOKEN_H
#define TOOLS_ATTEST_EAR_TOKEN_H

#include <openssl/evp.h>

#include "lib/base/bytes.h"
#include "lib/snp/report.h"
#include "tools/attest/ear/vector.h"

/* RFC 9711, section 4.1. */
#define EAR_NONCE_LEAST 8
#define EAR_NONCE_MOST  64

/* Submodules, by Veraison's name of the scheme and by what it is. */
#define EAR_MACHINE_NAME "SEVSNP"
#define EAR_TPM_NAME     "vTPM"

enum ear_format { EAR_JWT, EAR_CWT };

/* draft-fv-rats-ear-05, and draft-ietf-rats-ear-04, which has other names for the same. */
enum ear_edition { EAR_PROFILE_VERAISON, EAR_PROFILE_IETF };

struct ear {
        enum ear_edition edition;
        const struct steps *steps;
        const struct ear_appraisal *appraisals; /* EAR_ATTESTERS of them */
        int64_t issued;                         /* seconds since 1970 */
        const uint8_t *nonce;
        size_t nonce_size;     /* 0: there was none */
        const char *policy_id; /* or NULL */
        const struct snp_report *report;
        const char *profile; /* of the TPM, or NULL */
        const uint8_t *profile_digest;
        size_t profile_digest_size;
        EVP_PKEY *key; /* of the TPM, that is attested; or NULL */
};

/* The claims set; false if it does not fit. */
__attribute__((warn_unused_result)) bool ear_claims(const struct ear *ear, bool json,
                                                    struct bytes_writer *out);

/* The signed token: a JWT with a newline, or a COSE_Sign1. False if it cannot be signed, or does not fit. */
__attribute__((warn_unused_result)) bool ear_sign(const struct ear *ear, enum ear_format format,
                                                  EVP_PKEY *key, struct bytes_writer *out);

#endif
