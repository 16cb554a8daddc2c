/*
 * tools/attest/inputs.h - the command line of `cashew attest verify`, its files read.
 */
#ifndef TOOLS_ATTEST_INPUTS_H
#define TOOLS_ATTEST_INPUTS_H

#include "tools/attest/given.h"
#include "tools/attest/identity.h"
#include "tools/common/options.h"

/* A token for others; NULL: not asked for. */
struct ear_options {
        const char *file; /* "-": standard output */
        const char *key;
        unsigned int format;  /* enum ear_format */
        unsigned int edition; /* enum ear_edition */
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
