/* tools/attest/judge.c - see judge.h. */
#include "tools/attest/judge.h"

#include "tools/attest/tpm_keys.h"
#include "tools/attest/tpm_steps.h"
#include "tools/evidence/report_data.h"
#include "tools/evidence/verify.h"

/*
 * A manifest that cannot be read leaves nothing of itself: the steps behind find no key in it, and
 * fail rather than believe half of it.
 */
static void check_manifest(const struct inputs *inputs, struct steps *steps,
                           struct attested *attested)
{
        const char *problem;

        *attested = (struct attested){ 0 };
        if (!inputs->manifest.data) {
                steps_skip(steps, "manifest", "none was given: nothing is known of a TPM");
                return;
        }
        problem =
                attested_read(inputs->kind, inputs->manifest.data, inputs->manifest.size, attested);
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
static void verify_report(const struct inputs *inputs, struct steps *steps,
                          struct attested *attested, EVP_PKEY **vouched)
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
                check_manifest(inputs, steps, attested);
        }
}

/* Without a report nothing says which machine the TPM is in: then the verdict is about the TPM's evidence. */
void judge(const struct inputs *inputs, struct steps *steps)
{
        struct attested attested = { 0 };
        EVP_PKEY *vouched = NULL;

        if (inputs->has_report)
                verify_report(inputs, steps, &attested, &vouched);
        check_tpm(inputs, &attested, vouched, steps);
        EVP_PKEY_free(vouched);
}
