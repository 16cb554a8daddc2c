/* tools/attest/command.c - `cashew attest`: from a guest's evidence to a verdict. */
#include <stdio.h>
#include <string.h>

#include "tools/attest/events_command.h"
#include "tools/attest/explain.h"
#include "tools/attest/inputs.h"
#include "tools/attest/report_input.h"
#include "tools/attest/tpm_keys.h"
#include "tools/attest/tpm_steps.h"
#include "tools/common/command.h"
#include "tools/common/tree.h"
#include "tools/evidence/directory.h"
#include "tools/evidence/report.h"
#include "tools/evidence/report_data.h"
#include "tools/evidence/report_json.h"
#include "tools/evidence/report_print.h"
#include "tools/evidence/verify.h"

/*
 * A manifest that cannot be read leaves nothing of itself: the steps behind find no key in it, and
 * fail rather than believe half of it.
 */
static void check_manifest(const struct inputs *inputs, enum attested_kind kind,
                           struct steps *steps, struct attested *attested)
{
        const char *problem;

        *attested = (struct attested){ 0 };
        if (!inputs->manifest.data) {
                steps_skip(steps, "manifest", "none was given: nothing is known of a TPM");
                return;
        }
        problem = attested_read(kind, inputs->manifest.data, inputs->manifest.size, attested);
        if (problem) {
                *attested = (struct attested){ 0 };
                steps_add(steps, "manifest", false, "%s", problem);
                return;
        }
        if (attested->unknown_keys)
                steps_add(steps, "manifest", true,
                          "%u services, %zu keys of the vTPM, and %zu of kinds not known here",
                          attested->services, attested->key_count, attested->unknown_keys);
        else
                steps_add(steps, "manifest", true, "%u services, %zu keys of the vTPM",
                          attested->services, attested->key_count);
}

/* Certificates that the profile does not require may be missing; whoever relies on the TPM should know. */
static void note_missing(const struct attested *attested, struct steps *steps)
{
        for (size_t i = 0; i < attested->certificate_count; i++) {
                if (!attested->certificates[i].there)
                        steps_skip(steps, "missing", "no certificate at NV index 0x%08x",
                                   (unsigned int)attested->certificates[i].nv_index);
        }
}

/* The one of the command line, or of a policy's the one that the manifest names. */
static void check_profile(const struct inputs *inputs, const struct attested *attested,
                          struct steps *steps)
{
        const struct profile_file *profile = inputs->has_profile ? &inputs->profile : NULL;

        if (!profile && inputs->policy->profile_count != 0 && inputs->manifest.data) {
                profile = policy_find_profile(inputs->policy, attested->profile_digest,
                                              sizeof(attested->profile_digest));
                if (!profile)
                        steps_add(steps, "profile", false,
                                  "the manifest names none that the policy has");
        }
        if (profile)
                tpm_keys_check_profile(attested, profile, steps);
}

/*
 * What was not given is not checked, and makes no step: who asks for less gets a shorter verdict,
 * not a worse one.
 */
static void check_tpm(const struct inputs *inputs, const struct attested *attested,
                      EVP_PKEY *vouched, struct steps *steps)
{
        check_profile(inputs, attested, steps);
        note_missing(attested, steps);
        if (inputs->tpm_certificate)
                tpm_keys_check_certificate(attested, inputs->tpm_certificate, inputs->tpm_roots,
                                           inputs->tpm_others, steps);
        tpm_steps(inputs, attested, vouched, steps);
}

/* REPORT_DATA as an SVSM makes it (SVSM 1.00, section 7), or as somebody else has chosen it. */
static void check_report_data(const struct inputs *inputs, const struct snp_report *report,
                              struct steps *steps)
{
        char text[2 * SNP_REPORT_DATA_SIZE + 1];

        if (inputs->has_report_data)
                report_verify_given_data(report, inputs->report_data, inputs->report_data_size,
                                         steps);
        else if (inputs->nonce_size)
                report_verify_data(report, "nonce and manifest", inputs->nonce, inputs->nonce_size,
                                   inputs->manifest.data, inputs->manifest.size, steps);
        else
                steps_skip(steps, "report data", "%s: none was expected",
                           steps_hex(report->report_data, sizeof(report->report_data), text));
}

/*
 * The report's own signature first, then that it binds nonce and manifest: only then is anything that the manifest says worth
 * more than the host's word.
 */
static void verify_report(const struct inputs *inputs, const struct attest_options *options,
                          struct steps *steps, struct attested *attested, EVP_PKEY **vouched)
{
        const struct evidence evidence = {
                .report = inputs->report.report,
                .report_size = sizeof(inputs->report.report),
                .certificates = &inputs->certificates,
        };
        struct snp_report report = { 0 };

        /* Every step is shown, whatever the ones before it have found. */
        (void)!report_verify(&evidence, &inputs->policy->rules, steps, &report);
        if (inputs->tpm.has_hcl) {
                tpm_steps_hcl(inputs, &report, steps, vouched);
        } else {
                check_report_data(inputs, &report, steps);
                check_manifest(inputs, options->kind, steps, attested);
        }
}

/* Without a report nothing says which machine the TPM is in: then the verdict is about the TPM's evidence. */
static void verify(const struct inputs *inputs, const struct attest_options *options,
                   struct steps *steps)
{
        struct attested attested = { 0 };
        EVP_PKEY *vouched = NULL;

        if (inputs->has_report)
                verify_report(inputs, options, steps, &attested, &vouched);
        check_tpm(inputs, &attested, vouched, steps);
        EVP_PKEY_free(vouched);
}

/*
 * A file that cannot be read ends it before the first step, so no verdict is printed over evidence
 * that nobody saw.
 */
static int verify_command(void *arguments)
{
        const struct attest_options *options = arguments;
        struct inputs inputs;
        struct steps steps = { 0 };
        int status = inputs_read(options, &inputs);

        if (status == 0) {
                verify(&inputs, options, &steps);
                if (options->json)
                        steps_print_json(&steps, stdout);
                else
                        steps_print(&steps, stdout);
                status = steps_passed(&steps) ? 0 : 1;
        }
        inputs_free(&inputs);
        return status;
}

struct show_options {
        bool json;
        struct operands operands;
};

static const struct option show_options[] = {
        { "json", NULL, OPTION_FLAG(struct show_options, json), "the fields as JSON" },
        { 0 },
};

/* For who wants to fetch the certificate of its key: what AMD is asked, and what the answer is called in a directory. */
static void print_places(const struct snp_report *report)
{
        for (unsigned int product = 0; product < SNP_PRODUCT_COUNT; product++) {
                struct certificate_place place;

                if (!certificate_place(report, (enum snp_product)product, &place))
                        continue;
                printf("%-22s  %s\n", "certificate", place.leaf);
                printf("%-22s  %s\n", "certificate's URL", place.url);
        }
}

/* Nothing is verified here: the fields are what the file says. */
static int show(void *arguments)
{
        const struct show_options *options = arguments;
        const char *path = options->operands.list[0];
        struct report_form form;
        struct snp_report report;
        const char *problem;

        if (report_input_read(path, &form))
                return 1;
        problem = report_read(form.report, sizeof(form.report), &report);
        if (problem)
                return command_error("attest", "%s: %s", path, problem);
        if (options->json) {
                report_print_json(&report, stdout);
                return 0;
        }
        report_print(&report, stdout);
        print_places(&report);
        return 0;
}

static const struct command verify_table = {
        .name = "verify",
        .summary = "from a guest's evidence to a verdict",
        .description =
                "Goes from what a guest got from its SVSM to a verdict, and shows every step. It needs no "
                "network. Exit status: 0 all steps passed, 1 one failed or could not be done, 2 the command line "
                "is wrong. `cashew attest explain` says what each step is good for.",
        .run = verify_command,
        .one_of = "report hcl quote event-log ak",
        COMMAND_OPTIONS(attest_verify_options, struct attest_options),
};

static const struct command show_table = {
        .name = "show",
        .summary = "print a report",
        .description =
                "Prints the fields of an attestation report, in any form that verify takes, and what in it is not known "
                "here. Nothing is verified. Where AMD has the certificate of its key is said too.",
        .run = show,
        COMMAND_OPTIONS(show_options, struct show_options),
        COMMAND_OPERANDS("FILE", struct show_options, 1, 1, NULL),
};

static const struct command *const commands[] = { &verify_table, &show_table, &attest_events,
                                                  &attest_explain, NULL };

const struct command command_attest = {
        .name = "attest",
        .summary = "verify a guest's evidence",
        .commands = commands,
};
