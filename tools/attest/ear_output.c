/* tools/attest/ear_output.c - see ear_output.h. */
#include "tools/attest/ear_output.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/attest/attested_key.h"
#include "tools/attest/ear/token.h"
#include "tools/common/command.h"
#include "tools/common/store_key.h"
#include "tools/evidence/report.h"
#include "tools/rats/base64.h"
#include "tools/rats/signing.h"

#define TOKEN_MOST 131072 /* bytes: base64 of the claims, and a signature */

/* RFC 6920: the digest of the policy's file names it. */
#define POLICY_SCHEME "ni:///sha-256;"
#define POLICY_ID_MAX (sizeof(POLICY_SCHEME) + BASE64_LENGTH(SHA256_DIGEST_LENGTH))

static const struct word formats[] = { { "jwt", EAR_JWT }, { "cwt", EAR_CWT } };
const struct words ear_format_words = WORDS(formats);

static const struct word editions[] = { { "veraison", EAR_PROFILE_VERAISON },
                                        { "ietf", EAR_PROFILE_IETF } };
const struct words ear_edition_words = WORDS(editions);

/* What is echoed is what who verifies has asked with. */
static const uint8_t *nonce_of(const struct inputs *inputs, size_t *size)
{
        bool nonce = inputs->nonce_size != 0;

        *size = nonce ? inputs->nonce_size : inputs->qualifying_size;
        return nonce ? inputs->nonce : inputs->qualifying;
}

int ear_output_open(const struct ear_options *options, const struct inputs *inputs,
                    struct ear_output *out)
{
        size_t size;

        *out = (struct ear_output){ .options = options };
        if (!options->file)
                return 0;
        (void)nonce_of(inputs, &size);
        if (size && (size < EAR_NONCE_LEAST || size > EAR_NONCE_MOST))
                return command_error("attest",
                                     "--ear: the nonce has %zu bytes; a token can have %d to %d",
                                     size, EAR_NONCE_LEAST, EAR_NONCE_MOST);
        out->key = store_key_private("attest", options->key);
        if (!out->key)
                return 1;
        if (!signing_algorithm_of(out->key))
                return command_error("attest", "--ear-key: expected %s", SIGNING_EXPECTED);
        return 0;
}

void ear_output_close(struct ear_output *output)
{
        EVP_PKEY_free(output->key);
        output->key = NULL;
}

static bool to_stdout(const struct ear_output *output)
{
        return output->key && strcmp(output->options->file, "-") == 0;
}

FILE *ear_output_verdict(const struct ear_output *output)
{
        return to_stdout(output) ? stderr : stdout;
}

/* As the step "guest policy" asks it; what it has not allowed has failed. */
static bool is_visible(const struct snp_report *report)
{
        uint8_t nobody[sizeof(report->report_id_ma)];

        memset(nobody, 0xff, sizeof(nobody));
        return report->policy & (SNP_POLICY_DEBUG | SNP_POLICY_MIGRATION) ||
               memcmp(report->report_id_ma, nobody, sizeof(nobody)) != 0;
}

static struct ear_facts facts_of(const struct inputs *inputs, const struct snp_report *report)
{
        return (struct ear_facts){
                .has_report = inputs->has_report,
                .visible = report && is_visible(report),
                .provisional = report && report->committed_tcb != report->current_tcb,
                .fresh = inputs->nonce_size || inputs->qualifying_size || inputs->has_report_data,
                .key_given = inputs->tpm.ak.key != NULL,
                .pcrs_expected = inputs->pcr_digest_size || inputs->tpm.has_pcrs,
                .boot_looked_at = inputs->quote.data || inputs->tpm.has_event_log,
        };
}

static const char *policy_id(const struct ca_policy *policy, char text[POLICY_ID_MAX])
{
        if (!policy->has_file)
                return NULL;
        memcpy(text, POLICY_SCHEME, sizeof(POLICY_SCHEME));
        base64url_encode(policy->file_digest, sizeof(policy->file_digest),
                         text + sizeof(POLICY_SCHEME) - 1);
        return text;
}

static int put(const struct ear_output *output, const struct bytes_writer *token)
{
        const char *path = output->options->file;
        int error;

        if (to_stdout(output)) {
                if (fwrite(token->data, 1, token->size, stdout) == token->size &&
                    fflush(stdout) == 0)
                        return 0;
                return command_error("attest", "the token cannot be written to standard output");
        }
        error = file_write(path, token->data, token->size);
        return error ? command_error("attest", "%s: %s", path, strerror(-error)) : 0;
}

static int sign_and_put(const struct ear_output *output, const struct ear *ear)
{
        uint8_t *buffer = malloc(TOKEN_MOST);
        struct bytes_writer token = bytes_writer(buffer, TOKEN_MOST);
        int status;

        if (buffer && ear_sign(ear, (enum ear_format)output->options->format, output->key, &token))
                status = put(output, &token);
        else
                status = command_error("attest", "--ear-key: it cannot sign");
        free(buffer);
        return status;
}

/* Report and manifest are what the steps were about; what of them could not be read is not in the token. */
int ear_output_write(const struct ear_output *output, const struct inputs *inputs,
                     enum attested_kind kind, const struct steps *steps)
{
        const struct report_rules *rules = &inputs->policy->rules;
        struct ear_appraisal appraisals[EAR_ATTESTERS];
        struct attested attested = { 0 };
        struct snp_report report = { 0 };
        char text[POLICY_ID_MAX];
        struct ear_facts facts;
        struct ear ear = {
                .edition = (enum ear_edition)output->options->edition,
                .steps = steps,
                .appraisals = appraisals,
                .issued = rules->time_given ? rules->time : (int64_t)time(NULL),
                .policy_id = policy_id(inputs->policy, text),
                .profile_digest = attested.profile_digest,
                .profile_digest_size = sizeof(attested.profile_digest),
        };
        int status;

        if (!output->key)
                return 0;
        if (inputs->has_report &&
            !report_read(inputs->report.report, sizeof(inputs->report.report), &report))
                ear.report = &report;
        facts = facts_of(inputs, ear.report);
        ear_appraise(steps, &facts, appraisals);
        if (!inputs->manifest.data ||
            attested_read(kind, inputs->manifest.data, inputs->manifest.size, &attested))
                attested = (struct attested){ 0 };
        if (attested.has_profile)
                ear.profile = attested.profile_name;
        if (steps_passed(steps))
                ear.key = attested_key_find(inputs, &attested);
        ear.nonce = nonce_of(inputs, &ear.nonce_size);
        status = sign_and_put(output, &ear);
        EVP_PKEY_free(ear.key);
        return status;
}
