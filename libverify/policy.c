/* libverify/policy.c - see policy.h: the text, who is trusted, what the evidence was asked with. */
#include "libverify/policy.h"

#include <string.h>

#include "libverify/demands.h"
#include "libverify/files.h"
#include "tools/policy/file.h"
#include "tools/policy/lists.h"

/* The first complaint is what is said. */
static bool read_text(const struct cashew_verify_policy *policy, struct inputs *out,
                      struct problem *problem)
{
        const struct given_files files = { policy->files, policy->file_count };
        char said[CASHEW_VERIFY_TEXT_MAX] = "";
        FILE *errors = fmemopen(said, sizeof(said) - 1, "w");

        if (!errors)
                return problem_is(problem, CASHEW_VERIFY_ERROR_MEMORY, "no memory for a policy");
        out->policy =
                policy_load_with("policy", policy->text.data, policy->text.size, &files, errors);
        fclose(errors);
        if (out->policy) {
                out->policy->files = NULL;
                out->root_count = out->policy->root_count;
                return true;
        }
        said[strcspn(said, "\n")] = '\0';
        return problem_is(problem, CASHEW_VERIFY_ERROR_POLICY, "%s",
                          said[0] ? said : "policy: it cannot be read");
}

static bool begin(const struct cashew_verify_policy *policy, struct inputs *out,
                  struct problem *problem)
{
        for (size_t i = 0; i < policy->file_count; i++) {
                if (!policy->files || !policy->files[i].name ||
                    (!policy->files[i].bytes.data && policy->files[i].bytes.size) ||
                    policy->files[i].bytes.size > GIVEN_MAX)
                        return problem_is(problem, CASHEW_VERIFY_ERROR_ARGUMENT,
                                          "files, number %zu: expected a name and bytes", i + 1);
        }
        if (given(&policy->text))
                return read_text(policy, out, problem);
        out->policy = policy_new();
        return out->policy ||
               problem_is(problem, CASHEW_VERIFY_ERROR_MEMORY, "no memory for a policy");
}

/* AMD gives root and intermediate in one file (57230, cert_chain): the intermediate has to lead to a root like any other. */
static bool take_root(const struct cashew_verify_bytes *bytes, size_t number, struct inputs *out,
                      struct problem *problem)
{
        struct amd_certificates found = { 0 };
        size_t count = 0;
        const char *wrong = certificates_trust(bytes->data, bytes->size, out->policy->rules.roots,
                                               NULL, &count);

        if (!wrong && count == 0)
                wrong = "none of its certificates is a root's";
        if (wrong)
                return problem_is(problem, CASHEW_VERIFY_ERROR_ROOTS, "roots, number %zu: %s",
                                  number, wrong);
        out->root_count += count;
        if (!certificates_from_file(bytes->data, bytes->size, &found))
                certificates_add_intermediates(&found, &out->certificates);
        certificates_free(&found);
        return true;
}

static bool take_trusted(const struct cashew_verify_policy *policy, struct inputs *out,
                         struct problem *problem)
{
        for (size_t i = 0; i < policy->root_count; i++) {
                if (!take_root(&policy->roots[i], i + 1, out, problem))
                        return false;
        }
        if (out->has_report && out->root_count == 0)
                return problem_is(problem, CASHEW_VERIFY_ERROR_ROOTS,
                                  "found no root; expected AMD's ARK in roots or in the text");
        for (size_t i = 0; i < policy->crl_count; i++) {
                const char *wrong =
                        policy_take_crls(out->policy, policy->crls[i].data, policy->crls[i].size);

                if (wrong)
                        return problem_is(problem, CASHEW_VERIFY_ERROR_CRLS, "crls, number %zu: %s",
                                          i + 1, wrong);
        }
        return true;
}

static bool take_tpm_roots(const struct cashew_verify_policy *policy, struct inputs *out,
                           struct problem *problem)
{
        size_t count = 0;

        if (policy->tpm_root_count == 0)
                return true;
        out->tpm_roots = X509_STORE_new();
        out->tpm_others = sk_X509_new_null();
        if (!out->tpm_roots || !out->tpm_others)
                return problem_is(problem, CASHEW_VERIFY_ERROR_MEMORY, "no memory for roots");
        for (size_t i = 0; i < policy->tpm_root_count; i++) {
                const char *wrong =
                        certificates_trust(policy->tpm_roots[i].data, policy->tpm_roots[i].size,
                                           out->tpm_roots, out->tpm_others, &count);

                if (wrong)
                        return problem_is(problem, CASHEW_VERIFY_ERROR_TPM,
                                          "tpm_roots, number %zu: %s", i + 1, wrong);
        }
        if (out->policy->rules.time_given)
                X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(out->tpm_roots),
                                           (time_t)out->policy->rules.time);
        return count || problem_is(problem, CASHEW_VERIFY_ERROR_TPM, "tpm_roots: none is a root");
}

/* A key that the program knows needs nobody else's word, so a certificate of it is let go. */
static bool take_attestation_key(const struct cashew_verify_bytes *bytes, struct inputs *out,
                                 struct problem *problem)
{
        const char *wrong = attestation_key_read(bytes->data, bytes->size, &out->tpm.ak);

        if (wrong)
                return problem_is(problem, CASHEW_VERIFY_ERROR_TPM, "attestation_key: %s", wrong);
        X509_free(out->tpm.ak.certificate);
        out->tpm.ak.certificate = NULL;
        return true;
}

static bool take_references(const struct cashew_verify_policy *policy, struct inputs *out,
                            struct problem *problem)
{
        size_t line;
        const char *wrong = references_read(policy->references.data, policy->references.size,
                                            &out->tpm.references, &line);

        out->tpm.has_references = !wrong;
        out->tpm.unlisted = policy->allow & CASHEW_VERIFY_ALLOW_UNLISTED_EVENTS;
        return !wrong || problem_is(problem, CASHEW_VERIFY_ERROR_TPM, "references, line %zu: %s",
                                    line, wrong);
}

/* 1 to 64 bytes, copied; none if it is not given. */
static bool take_bytes(const struct cashew_verify_bytes *bytes, const char *name,
                       uint8_t out[INPUT_NONCE_MAX], size_t *size, struct problem *problem)
{
        if (!given(bytes))
                return true;
        if (bytes->size == 0 || bytes->size > INPUT_NONCE_MAX)
                return problem_is(problem, CASHEW_VERIFY_ERROR_ARGUMENT,
                                  "%s: found %zu bytes; expected 1 to %u", name, bytes->size,
                                  INPUT_NONCE_MAX);
        memcpy(out, bytes->data, bytes->size);
        *size = bytes->size;
        return true;
}

static bool take_asked(const struct cashew_verify_policy *policy, struct inputs *out,
                       struct problem *problem)
{
        out->has_report_data = given(&policy->report_data);
        return take_bytes(&policy->nonce, "nonce", out->nonce, &out->nonce_size, problem) &&
               take_bytes(&policy->report_data, "report_data", out->report_data,
                          &out->report_data_size, problem) &&
               take_bytes(&policy->qualifying_data, "qualifying_data", out->qualifying,
                          &out->qualifying_size, problem) &&
               take_bytes(&policy->pcr_digest, "pcr_digest", out->pcr_digest, &out->pcr_digest_size,
                          problem);
}

bool policy_take(const struct cashew_verify_policy *policy, struct inputs *out,
                 struct problem *problem)
{
        return begin(policy, out, problem) && demands_take(policy, out->policy, problem) &&
               take_asked(policy, out, problem) && take_trusted(policy, out, problem) &&
               take_tpm_roots(policy, out, problem) &&
               (!given(&policy->attestation_key) ||
                take_attestation_key(&policy->attestation_key, out, problem)) &&
               (!given(&policy->references) || take_references(policy, out, problem));
}
