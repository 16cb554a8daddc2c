/*
 * tools/attest/inputs.h - the command line of `cashew attest verify`, its files read.
 */
#ifndef TOOLS_ATTEST_INPUTS_H
#define TOOLS_ATTEST_INPUTS_H

#include "tools/attest/attested.h"
#include "tools/attest/identity.h"
#include "tools/attest/tpm_inputs.h"
#include "tools/evidence/report_form.h"
#include "tools/evidence/certificates.h"
#include "tools/policy/policy.h"
#include "tools/common/file.h"
#include "tools/common/options.h"
#include "tools/profile/load/open.h"

#define INPUT_NONCE_MAX 64

struct inputs {
        /* As read, nothing of it checked: that is the steps' business. */
        struct report_form report;
        bool has_report; /* by itself or in an HCL report; otherwise the TPM's evidence is all */
        struct tpm_inputs tpm;
        struct file manifest;
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

/* A token for others; NULL: not asked for. */
struct ear_options {
        const char *file; /* "-": standard output */
        const char *key;
        unsigned int format; /* enum ear_format */
};

/* The command line, its strings argv's; NULL: not given. */
struct attest_options {
        const char *report;
        const char *manifest;
        enum attested_kind kind;
        const char *nonce;
        const char *report_data;
        const char *report_data_file;
        const char *policy;
        struct option_list rules; /* with tags of enum rule_option */
        struct option_list certificates;
        struct option_list roots;
        struct option_list measurements; /* with tags of enum measurement_given */
        struct option_list references;
        struct option_list reference_keys;
        struct option_list identity; /* with tags of enum identity_demand */
        const char *profile;
        const char *tpm_certificate;
        struct option_list ca;
        /* Both or neither: the options need each other. */
        const char *quote;
        const char *signature;
        const char *qualifying;
        const char *pcr_digest;
        struct tpm_options tpm;
        struct ear_options ear;
        bool json;
};

enum measurement_given { MEASUREMENT_DIGEST, MEASUREMENT_IMAGE };

extern const struct option attest_verify_options[];

/*
 * Reads every file that the command line names. Returns 0; 1 with a line on stderr if a file or a value cannot be used;
 * 2 if something is missing. inputs_free() is due in any case.
 */
__attribute__((warn_unused_result)) int inputs_read(const struct attest_options *options,
                                                    struct inputs *out);
void inputs_free(struct inputs *inputs);

#endif
