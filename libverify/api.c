/* libverify/api.c - the functions of cashew/verify.h. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#include "libverify/evidence.h"
#include "libverify/policy.h"
#include "libverify/together.h"
#include "libverify/verdict.h"
#include "tools/attest/judge.h"
#include "tools/evidence/place.h"
#include "tools/evidence/report.h"

#define EXPORTED __attribute__((visibility("default")))

_Static_assert(CASHEW_VERIFY_URL_MAX == CERTIFICATE_URL_MAX, "URL");

/* One verification's memory; all else hangs from it. */
struct work {
        struct inputs inputs;
        struct steps steps;
        struct problem problem;
};

/* What is given is read before the first step is taken, so that no verdict is about half of it. */
static int verify(const struct cashew_verify_evidence *evidence,
                  const struct cashew_verify_policy *policy, struct work *work,
                  struct cashew_verify_verdict *verdict)
{
        if (!evidence_take(evidence, &work->inputs, &work->problem) ||
            !policy_take(policy, &work->inputs, &work->problem)) {
                verdict_of_problem(&work->problem, verdict);
                return (int)work->problem.error;
        }
        judge(&work->inputs, &work->steps);
        if (!verdict_of_steps(&work->steps, verdict))
                return CASHEW_VERIFY_FAILED;
        if (work->inputs.has_report)
                verdict_claims(work->inputs.report.report, verdict);
        return CASHEW_VERIFY_OK;
}

static int refuse(struct cashew_verify_verdict *verdict, const struct problem *problem)
{
        verdict_of_problem(problem, verdict);
        return (int)problem->error;
}

EXPORTED int cashew_verify(const struct cashew_verify_evidence *evidence,
                           const struct cashew_verify_policy *policy,
                           struct cashew_verify_verdict *verdict)
{
        struct problem problem = {
                .error = CASHEW_VERIFY_ERROR_ARGUMENT,
                .text = "a struct_size is not that of the library's cashew/verify.h",
        };
        struct work *work;
        int result;

        if (!verdict || verdict->struct_size != sizeof(*verdict))
                return CASHEW_VERIFY_ERROR_ARGUMENT;
        verdict_begin(verdict);
        if (!evidence || evidence->struct_size != sizeof(*evidence) || !policy ||
            policy->struct_size != sizeof(*policy) || !given_together(evidence, policy, &problem))
                return refuse(verdict, &problem);
        work = OPENSSL_zalloc(sizeof(*work));
        if (!work) {
                problem_is(&problem, CASHEW_VERIFY_ERROR_MEMORY, "no memory for a verification");
                return refuse(verdict, &problem);
        }
        result = verify(evidence, policy, work, verdict);
        given_free(&work->inputs);
        OPENSSL_free(work);
        ERR_clear_error();
        return result;
}

EXPORTED int cashew_verify_certificate_url(const struct cashew_verify_bytes *report,
                                           unsigned int number, char url[CASHEW_VERIFY_URL_MAX])
{
        struct certificate_place place;
        struct report_form form;
        struct snp_report read;

        if (!url)
                return CASHEW_VERIFY_ERROR_ARGUMENT;
        *url = '\0';
        if (!report || !report->data || report->size > GIVEN_MAX)
                return CASHEW_VERIFY_ERROR_ARGUMENT;
        if (report_form_read(report->data, report->size, &form) ||
            report_read(form.report, sizeof(form.report), &read))
                return CASHEW_VERIFY_ERROR_REPORT;
        for (unsigned int product = 0; product < SNP_PRODUCT_COUNT; product++) {
                if (!certificate_place(&read, (enum snp_product)product, &place) || number--)
                        continue;
                memcpy(url, place.url, CASHEW_VERIFY_URL_MAX);
                return CASHEW_VERIFY_OK;
        }
        return CASHEW_VERIFY_ERROR_REPORT;
}

EXPORTED const char *cashew_verify_error_text(int error)
{
        static const char *const texts[] = {
                [CASHEW_VERIFY_OK] = "verified",
                [CASHEW_VERIFY_FAILED] = "a step of the verdict failed",
                [CASHEW_VERIFY_ERROR_ARGUMENT] = "the program gave what does not go together",
                [CASHEW_VERIFY_ERROR_REPORT] = "the bytes are no report",
                [CASHEW_VERIFY_ERROR_CERTIFICATES] = "the bytes are no certificates",
                [CASHEW_VERIFY_ERROR_ROOTS] = "there is no root that can be used",
                [CASHEW_VERIFY_ERROR_CRLS] = "the bytes are no CRL",
                [CASHEW_VERIFY_ERROR_POLICY] = "the policy's text cannot be read",
                [CASHEW_VERIFY_ERROR_TPM] = "a part of the TPM's evidence cannot be read",
                [CASHEW_VERIFY_ERROR_MEMORY] = "there is no memory",
        };

        if (error < 0 || error >= (int)(sizeof(texts) / sizeof(texts[0])))
                return "not an error of this library";
        return texts[error];
}

EXPORTED const char *cashew_verify_version(void)
{
        return CASHEW_VERSION;
}
