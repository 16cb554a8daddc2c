/* libverify/evidence.c - see evidence.h. */
#include "libverify/evidence.h"

#include <string.h>

struct file evidence_file(const struct cashew_verify_bytes *bytes)
{
        return (struct file){ (uint8_t *)(uintptr_t)bytes->data, bytes->size };
}

/* Certificates that are behind a report count as if they had been given first. */
static bool take_report(const struct cashew_verify_bytes *bytes, struct inputs *out,
                        struct problem *problem)
{
        const char *wrong = report_form_read(bytes->data, bytes->size, &out->report);

        if (wrong)
                return problem_is(problem, CASHEW_VERIFY_ERROR_REPORT, "found %s", wrong);
        out->has_report = true;
        if (out->report.certificates_size)
                wrong = certificates_from_table(out->report.certificates,
                                                out->report.certificates_size, &out->certificates);
        return !wrong || problem_is(problem, CASHEW_VERIFY_ERROR_CERTIFICATES,
                                    "the table behind the report: %s", wrong);
}

static bool take_hcl(const struct cashew_verify_bytes *bytes, struct inputs *out,
                     struct problem *problem)
{
        char reason[HCL_REASON_MAX];
        const char *wrong = hcl_report_read(bytes->data, bytes->size, &out->tpm.hcl, reason);

        if (wrong)
                return problem_is(problem, CASHEW_VERIFY_ERROR_REPORT, "%s", wrong);
        out->tpm.has_hcl = true;
        out->has_report = true;
        memcpy(out->report.report, out->tpm.hcl.report, sizeof(out->report.report));
        return true;
}

static bool take_certificates(const struct cashew_verify_evidence *evidence, struct inputs *out,
                              struct problem *problem)
{
        for (size_t i = 0; i < evidence->certificate_count; i++) {
                const struct cashew_verify_bytes *bytes = &evidence->certificates[i];
                const char *wrong =
                        certificates_from_any(bytes->data, bytes->size, &out->certificates);

                if (wrong)
                        return problem_is(problem, CASHEW_VERIFY_ERROR_CERTIFICATES,
                                          "certificates, number %zu: %s", i + 1, wrong);
        }
        return true;
}

/* A key without a certificate has nobody to vouch for it, so here it is none. */
static bool take_keys(const struct cashew_verify_evidence *evidence, struct inputs *out,
                      struct problem *problem)
{
        const struct cashew_verify_bytes *ak = &evidence->ak_certificate;
        const struct cashew_verify_bytes *tpm = &evidence->tpm_certificate;
        const char *wrong = NULL;

        if (given(ak))
                wrong = attestation_key_read(ak->data, ak->size, &out->tpm.ak);
        if (!wrong && given(ak) && !out->tpm.ak.certificate)
                wrong = "expected a certificate; found a key without one";
        if (wrong)
                return problem_is(problem, CASHEW_VERIFY_ERROR_TPM, "ak_certificate: %s", wrong);
        if (!given(tpm))
                return true;
        out->tpm_certificate = certificate_read_first(tpm->data, tpm->size);
        return out->tpm_certificate ||
               problem_is(problem, CASHEW_VERIFY_ERROR_TPM,
                          "tpm_certificate: expected a certificate in PEM or DER");
}

static bool take_pcrs(const struct cashew_verify_bytes *bytes, struct inputs *out,
                      struct problem *problem)
{
        size_t line;
        const char *wrong = pcr_values_read(bytes->data, bytes->size, &out->tpm.pcrs, &line);

        out->tpm.has_pcrs = !wrong;
        return !wrong ||
               problem_is(problem, CASHEW_VERIFY_ERROR_TPM, "pcrs, line %zu: %s", line, wrong);
}

bool evidence_take(const struct cashew_verify_evidence *evidence, struct inputs *out,
                   struct problem *problem)
{
        static const enum attested_kind kinds[] = { ATTESTED_SERVICES, ATTESTED_VTPM_V0,
                                                    ATTESTED_VTPM_V1 };

        out->kind = kinds[evidence->manifest_kind];
        out->manifest = evidence_file(&evidence->manifest);
        out->quote = evidence_file(&evidence->quote);
        out->signature = evidence_file(&evidence->quote_signature);
        out->tpm.event_log = evidence_file(&evidence->event_log);
        out->tpm.has_event_log = given(&evidence->event_log);
        return (!given(&evidence->report) || take_report(&evidence->report, out, problem)) &&
               (!given(&evidence->hcl) || take_hcl(&evidence->hcl, out, problem)) &&
               take_certificates(evidence, out, problem) && take_keys(evidence, out, problem) &&
               (!given(&evidence->pcrs) || take_pcrs(&evidence->pcrs, out, problem));
}
