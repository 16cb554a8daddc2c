/*
 * tools/attest/tpm_inputs.h - what `cashew attest verify` is given of a TPM besides a manifest: an HCL report, an attestation
 * key, values of PCRs, an event log, IMA's list.
 */
#ifndef TOOLS_ATTEST_TPM_INPUTS_H
#define TOOLS_ATTEST_TPM_INPUTS_H

#include "tools/attest/ak.h"
#include "tools/attest/events/ima_paths.h"
#include "tools/attest/events/pcrs.h"
#include "tools/attest/events/references.h"
#include "tools/attest/hcl.h"
#include "tools/common/file.h"

/* Of the command line; NULL: not given. */
struct tpm_options {
        const char *hcl;
        const char *ak;
        const char *pcrs;
        const char *event_log;
        const char *reference;
        const char *ima_log;
        const char *ima_reference;
        unsigned int unlisted; /* 1: allowed */
};

struct tpm_inputs {
        struct file hcl_file;
        struct hcl_report hcl;
        bool has_hcl;
        struct attestation_key ak; /* no key if none was given */
        struct pcr_values pcrs;
        bool has_pcrs;
        struct file
                raw_pcrs; /* in no form that names PCRs: a quote may say whose values they are */
        const char *raw_problem;
        size_t raw_line;
        struct file event_log;
        bool has_event_log;
        struct references references;
        bool has_references;
        struct file ima_log;
        bool has_ima_log;
        struct ima_paths ima_paths;
        bool has_ima_paths;
        bool unlisted;
};

extern const struct words unlisted_words;

/*
 * Values that name no PCR are those that @quote covers. 0, or 1 with a line on stderr if there are such, and no quote that has as
 * many.
 */
__attribute__((warn_unused_result)) int tpm_inputs_take_values(const struct tpm_options *options,
                                                               const struct file *quote,
                                                               struct tpm_inputs *in);

/* Reads the files. 0, or 1 with a line on stderr; tpm_inputs_free() and given_free() are due in any case. @out is all zeros. */
__attribute__((warn_unused_result)) int tpm_inputs_read(const struct tpm_options *options,
                                                        struct tpm_inputs *out);
void tpm_inputs_free(struct tpm_inputs *inputs);

#endif
