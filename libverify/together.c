/* libverify/together.c - see together.h. */
#include "libverify/together.h"

#define ALLOW_KNOWN    UINT64_C(0xff)
#define REFUSE_KNOWN   UINT64_C(3)
#define PLATFORM_KNOWN UINT32_C(0x1bf)
#define GUEST_KNOWN    UINT32_C(0x7f)
#define VMPL_MOST      3

static bool wrong(struct problem *problem, const char *text)
{
        return problem_is(problem, CASHEW_VERIFY_ERROR_ARGUMENT, "%s", text);
}

static bool sizes_are_possible(const struct cashew_verify_bytes *list, size_t count,
                               const char *name, struct problem *problem)
{
        if (!list && count)
                return problem_is(problem, CASHEW_VERIFY_ERROR_ARGUMENT,
                                  "%s: found NULL; expected %zu of them", name, count);
        for (size_t i = 0; i < count; i++) {
                if (!list[i].data && list[i].size)
                        return problem_is(problem, CASHEW_VERIFY_ERROR_ARGUMENT,
                                          "%s: found NULL; expected %zu bytes", name, list[i].size);
                if (list[i].size > GIVEN_MAX)
                        return problem_is(problem, CASHEW_VERIFY_ERROR_ARGUMENT,
                                          "%s: found %zu bytes; expected at most %zu", name,
                                          list[i].size, GIVEN_MAX);
        }
        return true;
}

#define POSSIBLE(owner, member) sizes_are_possible(&(owner)->member, 1, #member, problem)
#define ALL_POSSIBLE(owner, member, count) \
        sizes_are_possible((owner)->member, (owner)->count, #member, problem)

static bool evidence_is_possible(const struct cashew_verify_evidence *evidence,
                                 struct problem *problem)
{
        return POSSIBLE(evidence, report) && POSSIBLE(evidence, hcl) &&
               ALL_POSSIBLE(evidence, certificates, certificate_count) &&
               POSSIBLE(evidence, manifest) && POSSIBLE(evidence, quote) &&
               POSSIBLE(evidence, quote_signature) && POSSIBLE(evidence, ak_certificate) &&
               POSSIBLE(evidence, tpm_certificate) && POSSIBLE(evidence, event_log) &&
               POSSIBLE(evidence, pcrs);
}

static bool policy_is_possible(const struct cashew_verify_policy *policy, struct problem *problem)
{
        return POSSIBLE(policy, text) && ALL_POSSIBLE(policy, roots, root_count) &&
               ALL_POSSIBLE(policy, crls, crl_count) && POSSIBLE(policy, nonce) &&
               POSSIBLE(policy, report_data) && POSSIBLE(policy, host_data) &&
               POSSIBLE(policy, family_id) && POSSIBLE(policy, image_id) &&
               ALL_POSSIBLE(policy, tpm_roots, tpm_root_count) &&
               POSSIBLE(policy, attestation_key) && POSSIBLE(policy, qualifying_data) &&
               POSSIBLE(policy, pcr_digest) && POSSIBLE(policy, references);
}

static bool words_are_known(const struct cashew_verify_evidence *evidence,
                            const struct cashew_verify_policy *policy, struct problem *problem)
{
        if (evidence->manifest_kind > CASHEW_VERIFY_MANIFEST_VTPM_1)
                return wrong(problem, "manifest_kind is none that this library knows");
        if (policy->allow & ~ALLOW_KNOWN || policy->refuse & ~REFUSE_KNOWN ||
            policy->platform & ~PLATFORM_KNOWN || policy->guest & ~GUEST_KNOWN)
                return wrong(problem,
                             "allow, refuse, platform or guest has bits that this library does "
                             "not know");
        if (policy->vmpl > VMPL_MOST)
                return wrong(problem, "vmpl: expected 0 to 3");
        if (policy->time < 0)
                return wrong(problem, "time: expected seconds since 1970");
        return true;
}

/* What a report was made for must be said, or that it does not matter. */
static bool report_is_bound(const struct cashew_verify_evidence *evidence,
                            const struct cashew_verify_policy *policy, struct problem *problem)
{
        bool any = policy->allow & CASHEW_VERIFY_ALLOW_ANY_REPORT_DATA;

        if (given(&policy->nonce) && given(&policy->report_data))
                return wrong(problem, "nonce and report_data exclude each other");
        if (given(&evidence->manifest) && !given(&policy->nonce))
                return wrong(problem, "manifest needs nonce: REPORT_DATA binds them together");
        if (any || given(&policy->nonce))
                return true;
        if (given(&evidence->report) && !given(&policy->report_data))
                return wrong(problem, "a report needs nonce, report_data, or "
                                      "CASHEW_VERIFY_ALLOW_ANY_REPORT_DATA");
        if (given(&evidence->hcl) && !given(&policy->qualifying_data))
                return wrong(problem, "an HCL report needs nonce, qualifying_data with a quote, or "
                                      "CASHEW_VERIFY_ALLOW_ANY_REPORT_DATA");
        return true;
}

static bool report_goes(const struct cashew_verify_evidence *evidence,
                        const struct cashew_verify_policy *policy, struct problem *problem)
{
        if (!given(&evidence->report) && !given(&evidence->hcl) && !given(&evidence->quote))
                return wrong(problem, "found neither report nor hcl nor quote; expected one");
        if (given(&evidence->report) && given(&evidence->hcl))
                return wrong(problem, "report and hcl exclude each other");
        if (given(&evidence->hcl) && given(&evidence->manifest))
                return wrong(problem, "hcl and manifest exclude each other");
        if (given(&evidence->hcl) && given(&policy->report_data))
                return wrong(problem, "hcl and report_data exclude each other");
        if (given(&evidence->manifest) && !given(&evidence->report))
                return wrong(problem, "manifest needs report");
        return report_is_bound(evidence, policy, problem);
}

/* A key counts because a report or a root vouches for it, or the program knows it. */
static bool keys_go(const struct cashew_verify_evidence *evidence,
                    const struct cashew_verify_policy *policy, struct problem *problem)
{
        if (given(&evidence->ak_certificate) && given(&policy->attestation_key))
                return wrong(problem, "ak_certificate and attestation_key exclude each other");
        if ((given(&evidence->ak_certificate) || given(&evidence->tpm_certificate)) &&
            policy->tpm_root_count == 0)
                return wrong(problem, "ak_certificate and tpm_certificate need tpm_roots");
        if (given(&policy->attestation_key) && policy->tpm_root_count)
                return wrong(problem, "attestation_key and tpm_roots exclude each other");
        if (given(&evidence->tpm_certificate) && !given(&evidence->manifest))
                return wrong(problem, "tpm_certificate needs manifest");
        return true;
}

static bool quote_goes(const struct cashew_verify_evidence *evidence,
                       const struct cashew_verify_policy *policy, struct problem *problem)
{
        bool nonce = given(&policy->nonce) && !given(&evidence->manifest);

        if (given(&evidence->quote) != given(&evidence->quote_signature))
                return wrong(problem, "quote and quote_signature need each other");
        if (given(&evidence->quote) && !nonce && !given(&policy->qualifying_data))
                return wrong(problem, "a quote needs qualifying_data, or without a manifest nonce");
        if (!given(&evidence->quote) &&
            (given(&evidence->event_log) || given(&evidence->pcrs) ||
             given(&evidence->ak_certificate) || given(&policy->attestation_key) ||
             given(&policy->qualifying_data) || given(&policy->pcr_digest)))
                return wrong(problem, "event_log, pcrs, ak_certificate, attestation_key, "
                                      "qualifying_data and pcr_digest need a quote");
        if (given(&policy->references) && !given(&evidence->event_log))
                return wrong(problem, "references need event_log");
        return keys_go(evidence, policy, problem);
}

bool given_together(const struct cashew_verify_evidence *evidence,
                    const struct cashew_verify_policy *policy, struct problem *problem)
{
        return evidence_is_possible(evidence, problem) && policy_is_possible(policy, problem) &&
               words_are_known(evidence, policy, problem) &&
               report_goes(evidence, policy, problem) && quote_goes(evidence, policy, problem);
}
