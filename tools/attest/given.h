/*
 * tools/attest/given.h - all that a verdict may be about, in memory: of a command line's files (inputs.h), or of a program's
 * bytes (libverify).
 */
#ifndef TOOLS_ATTEST_GIVEN_H
#define TOOLS_ATTEST_GIVEN_H

#include "tools/attest/attested.h"
#include "tools/attest/tpm_inputs.h"
#include "tools/common/file.h"
#include "tools/evidence/certificates.h"
#include "tools/evidence/report_form.h"
#include "tools/policy/policy.h"
#include "tools/profile/load/open.h"

#define INPUT_NONCE_MAX 64

struct inputs {
        /* As read, nothing of it checked: that is the steps' business. */
        struct report_form report;
        bool has_report; /* by itself or in an HCL report; otherwise the TPM's evidence is all */
        struct tpm_inputs tpm;
        struct file manifest;
        enum attested_kind kind; /* of the manifest */
        uint8_t nonce[INPUT_NONCE_MAX];
        size_t nonce_size;
        struct amd_certificates certificates;
        const char *
                certificate_directory; /* argv's, or NULL: where to look for what the others lack */
        struct ca_policy *policy;      /* of the file and the command line */
        size_t root_count;             /* ARKs that are trusted */
        bool has_report_data;
        uint8_t report_data[SNP_REPORT_DATA_SIZE];
        size_t report_data_size;
        struct profile_file profile;
        bool has_profile;
        X509 *tpm_certificate;
        /*
         * Of --ca the self-signed ones, which are trusted, and the rest, which may stand in
         * between.
         */
        X509_STORE *tpm_roots;
        STACK_OF(X509) * tpm_others;
        /* TPMS_ATTEST and TPMT_SIGNATURE; no data if there is no quote. */
        struct file quote;
        struct file signature;
        uint8_t qualifying[INPUT_NONCE_MAX];
        size_t qualifying_size;
        uint8_t pcr_digest[INPUT_NONCE_MAX];
        size_t pcr_digest_size;
};

/* Frees what OpenSSL has made, policy and reference values; not the bytes of files. */
void given_free(struct inputs *inputs);

#endif
