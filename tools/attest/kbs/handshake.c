/* tools/attest/kbs/handshake.c - see handshake.h. */
#include "tools/attest/kbs/handshake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/attest/kbs/gather.h"
#include "tools/attest/kbs/jwe.h"
#include "tools/attest/kbs/messages.h"

#define CHALLENGE_MOST ((size_t)64 << 10)
#define TOKEN_MOST     ((size_t)2 << 20)
#define RESOURCE_MOST  ((size_t)32 << 20)

static char reason[HTTP_REASON_MAX + KBS_REFUSAL_MAX];

static const char *no_memory(void)
{
        return "there is no memory";
}

/* An answer that is not what was asked for. */
static const char *refused(const char *path, const struct http_answer *answer)
{
        char text[KBS_REFUSAL_MAX];

        snprintf(reason, sizeof(reason), "%s: %s", path,
                 kbs_refusal(answer->status, answer->body.data, answer->body.size, text));
        return reason;
}

static const char *unexpected(const char *path, const char *what)
{
        snprintf(reason, sizeof(reason), "%s: the answer: %s", path, what);
        return reason;
}

/* As http_ask(), but only an answer of status 200 is one. */
static const char *ask(struct http *http, const char *path, const char *body, size_t most,
                       struct http_answer *out)
{
        const char *problem = http_ask(http, path, body, most, out);

        if (problem || out->status == 200)
                return problem;
        problem = refused(path, out);
        file_free(&out->body);
        return problem;
}

static const char *authenticate(struct http *http, const char *tee, struct kbs_challenge *out)
{
        static const char path[] = "/kbs/v0/auth";
        struct http_answer answer = { 0 };
        char *request = kbs_request(tee);
        const char *problem =
                request ? ask(http, path, request, CHALLENGE_MOST, &answer) : no_memory();

        free(request);
        if (problem)
                return problem;
        problem = kbs_challenge_read(answer.body.data, answer.body.size, out);
        file_free(&answer.body);
        if (problem)
                return unexpected(path, problem);
        /* Without it the KBS could not tell whose evidence comes next. */
        if (!http_has_cookie(http, "kbs-session-id"))
                return unexpected(path, "no cookie kbs-session-id");
        return NULL;
}

/* The report is looked at before anybody else does: evidence for another nonce would be refused with less of a reason. */
static const char *gather(const struct evidence_source *source,
                          const uint8_t nonce[SNP_REPORT_DATA_SIZE], char **out)
{
        struct snp_evidence evidence;
        const char *problem =
                source->command
                        ? gather_by_command(source->command, &source->service, nonce, &evidence)
                        : gather_from_tsm(source->tsm, &source->service, nonce, &evidence);

        if (problem)
                return problem;
        if (!snp_evidence_is_bound(&evidence, &source->service, nonce))
                problem = source->service.guid
                                  ? "the report is not of this nonce and manifest (SHA-512 of both)"
                                  : "the report is not of this nonce";
        else if (!snp_evidence_has_form(&evidence))
                problem = "the report is of Venice, whose TCB has no form in a KBS's evidence yet";
        else
                *out = snp_evidence_json(&evidence, &source->service);
        snp_evidence_free(&evidence);
        if (!problem && !*out)
                problem = no_memory();
        return problem;
}

static const char *make_evidence(const struct evidence_source *source,
                                 const struct kbs_challenge *challenge, const char *jwk, char **out)
{
        uint8_t nonce[SNP_REPORT_DATA_SIZE];
        size_t size;

        *out = NULL;
        if (kbs_bind(challenge, jwk, nonce, &size))
                return "OpenSSL does not hash";
        if (!source->sample)
                return gather(source, nonce, out);
        *out = kbs_sample_evidence(nonce, size);
        return *out ? NULL : no_memory();
}

static const char *send_evidence(struct http *http, const struct kbs_challenge *challenge,
                                 const char *jwk, const char *evidence, struct file *token)
{
        static const char path[] = "/kbs/v0/attest";
        struct http_answer answer = { 0 };
        char *attestation = kbs_attestation(challenge, jwk, evidence);
        const char *problem =
                attestation ? ask(http, path, attestation, TOKEN_MOST, &answer) : no_memory();

        free(attestation);
        if (problem)
                return problem;
        problem = kbs_token_read(answer.body.data, answer.body.size, token);
        file_free(&answer.body);
        return problem ? unexpected(path, problem) : NULL;
}

const char *handshake_attest(struct http *http, const struct evidence_source *source,
                             const struct tee_key *key, struct file *token)
{
        struct kbs_challenge challenge;
        char *jwk = tee_key_jwk(key);
        char *evidence = NULL;
        const char *problem = jwk ? NULL : "the public half of the key cannot be had";

        *token = (struct file){ 0 };
        if (!problem)
                problem = authenticate(http, source->sample ? "sample" : "snp", &challenge);
        if (!problem)
                problem = make_evidence(source, &challenge, jwk, &evidence);
        if (!problem)
                problem = send_evidence(http, &challenge, jwk, evidence, token);
        free(evidence);
        free(jwk);
        return problem;
}

const char *handshake_get(struct http *http, const char *path, const struct tee_key *key,
                          struct file *resource)
{
        struct http_answer answer = { 0 };
        const char *problem = ask(http, path, NULL, RESOURCE_MOST, &answer);

        *resource = (struct file){ 0 };
        if (problem)
                return problem;
        problem = jwe_open(answer.body.data, answer.body.size, key, resource);
        file_free(&answer.body);
        if (!problem)
                return NULL;
        snprintf(reason, sizeof(reason), "%s: the resource cannot be decrypted: %s", path, problem);
        return reason;
}
