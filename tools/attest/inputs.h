/*
 * tools/attest/inputs.h - the command line of `cashew attest verify`, its files read.
 */
#ifndef TOOLS_ATTEST_INPUTS_H
#define TOOLS_ATTEST_INPUTS_H

#include "tools/attest/attested.h"
#include "tools/attest/identity.h"
#include "tools/evidence/verify.h"
#include "tools/common/file.h"
#include "tools/profile/load/open.h"

#define INPUT_MEASUREMENTS 16
#define INPUT_NONCE_MAX    64

struct inputs {
        struct file report;
        struct file manifest;
        enum attested_kind kind;
        uint8_t nonce[INPUT_NONCE_MAX];
        size_t nonce_size;
        bool has_nonce;
        struct amd_certificates certificates;
        X509_STORE *roots; /* ARKs */
        size_t root_count;
        struct measurement measurements[INPUT_MEASUREMENTS];
        size_t measurement_count;
        uint32_t vmpl;
        struct identity_rules identity;
        struct profile_file profile;
        bool has_profile;
        X509 *tpm_certificate;
        X509_STORE *tpm_roots;
        STACK_OF(X509) * tpm_others;
        struct file quote;
        struct file signature;
        uint8_t qualifying[INPUT_NONCE_MAX];
        size_t qualifying_size;
        uint8_t pcr_digest[INPUT_NONCE_MAX];
        size_t pcr_digest_size;
        bool json;
        bool help;
};

/*
 * Reads the command line and every file that it names. Returns 0; 1 with a line on stderr if a file
 * cannot be used; 2 if the command line is wrong. inputs_free() is due in any case.
 */
__attribute__((warn_unused_result)) int inputs_read(int argc, char **argv, struct inputs *out);
void inputs_free(struct inputs *inputs);

#endif
