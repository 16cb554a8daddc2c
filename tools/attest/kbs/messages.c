/* tools/attest/kbs/messages.c - see messages.h. Names of members stand in the order of their characters. */
#include "tools/attest/kbs/messages.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/attest/kbs/base64.h"
#include "tools/attest/kbs/object.h"

#define TOKEN_MAX ((size_t)1 << 20)

char *kbs_request(const char *tee)
{
        char *text = NULL;
        int length = asprintf(&text,
                              "{\"extra-params\":{\"supported-hash-algorithms\":"
                              "[\"sha256\",\"sha384\",\"sha512\"]},"
                              "\"tee\":\"%s\",\"version\":\"" KBS_PROTOCOL "\"}",
                              tee);

        return length < 0 ? NULL : text;
}

/*
 * The nonce goes into what is hashed as JSON. How characters are to be escaped there is where canonical forms differ, so only those
 * are taken that nobody escapes; a reference KBS sends base64.
 */
static const char *read_nonce(const json_object *object, char out[KBS_NONCE_MAX + 1])
{
        const char *nonce = object_string(object, "nonce");
        size_t length = nonce ? strlen(nonce) : 0;

        if (!nonce)
                return "a challenge without a nonce";
        if (length == 0 || length > KBS_NONCE_MAX)
                return "a nonce of another length than 1 to 512 characters";
        for (size_t i = 0; i < length; i++) {
                if (nonce[i] <= 0x20 || nonce[i] > 0x7e || nonce[i] == '"' || nonce[i] == '\\')
                        return "a nonce that is not plain ASCII";
        }
        memcpy(out, nonce, length + 1);
        return NULL;
}

static const char *read_digest(const json_object *object, const char **out)
{
        static const char *const names[][2] = {
                { "sha256", "SHA256" },
                { "sha384", "SHA384" },
                { "sha512", "SHA512" },
        };
        json_object *parameters = object_member(object, "extra-params");
        const char *name;

        *out = "SHA384";
        if (!parameters || !json_object_object_get_ex(parameters, "selected-hash-algorithm", NULL))
                return NULL;
        name = object_string(parameters, "selected-hash-algorithm");
        for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++) {
                if (strcasecmp(name, names[i][0]) == 0) {
                        *out = names[i][1];
                        return NULL;
                }
        }
        return "a hash algorithm that is none of sha256, sha384 and sha512";
}

const char *kbs_challenge_read(const void *data, size_t size, struct kbs_challenge *out)
{
        json_object *object;
        const char *problem = object_read(data, size, &object);

        *out = (struct kbs_challenge){ 0 };
        if (problem)
                return problem;
        problem = read_nonce(object, out->nonce);
        if (!problem)
                problem = read_digest(object, &out->digest);
        json_object_put(object);
        return problem;
}

int kbs_bind(const struct kbs_challenge *challenge, const char *jwk,
             uint8_t out[SNP_REPORT_DATA_SIZE], size_t *size)
{
        EVP_MD *digest = EVP_MD_fetch(NULL, challenge->digest, NULL);
        char *text = NULL;
        int length =
                asprintf(&text, "{\"additional-evidence\":\"\",\"nonce\":\"%s\",\"tee-pubkey\":%s}",
                         challenge->nonce, jwk);
        bool good;

        memset(out, 0, SNP_REPORT_DATA_SIZE);
        good = digest && length >= 0 && EVP_MD_get_size(digest) <= SNP_REPORT_DATA_SIZE &&
               EVP_Digest(text, (size_t)length, out, NULL, digest, NULL) == 1;
        *size = digest ? (size_t)EVP_MD_get_size(digest) : 0;
        if (length >= 0)
                free(text);
        EVP_MD_free(digest);
        return good ? 0 : -1;
}

char *kbs_attestation(const struct kbs_challenge *challenge, const char *jwk, const char *evidence)
{
        char *text = NULL;
        int length = asprintf(&text,
                              "{\"runtime-data\":{\"nonce\":\"%s\",\"tee-pubkey\":%s},"
                              "\"tee-evidence\":{\"additional_evidence\":\"\","
                              "\"primary_evidence\":%s}}",
                              challenge->nonce, jwk, evidence);

        return length < 0 ? NULL : text;
}

char *kbs_sample_evidence(const uint8_t report_data[SNP_REPORT_DATA_SIZE], size_t size)
{
        char *encoded = base64_plain(report_data, size);
        char *text = NULL;
        int length =
                encoded ? asprintf(&text, "{\"report_data\":\"%s\",\"svn\":\"1\"}", encoded) : -1;

        free(encoded);
        return length < 0 ? NULL : text;
}

/* Three parts of the URL's base64, none empty (RFC 7515, section 7.1): nothing that could break out of a header or a line. */
static bool is_token(const char *text, size_t length)
{
        size_t parts = 1;
        size_t size = 0;

        for (size_t i = 0; i < length; i++) {
                bool letter =
                        (text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= 'a' && text[i] <= 'z') ||
                        (text[i] >= '0' && text[i] <= '9') || text[i] == '-' || text[i] == '_';

                if (letter) {
                        size++;
                        continue;
                }
                if (text[i] != '.' || size == 0)
                        return false;
                parts++;
                size = 0;
        }
        return parts == 3 && size != 0;
}

const char *kbs_token_read(const void *data, size_t size, struct file *out)
{
        json_object *object;
        const char *problem = object_read(data, size, &object);
        const char *token;
        size_t length;

        *out = (struct file){ 0 };
        if (problem)
                return problem;
        token = object_string(object, "token");
        length = token ? strlen(token) : 0;
        if (!token)
                problem = "an answer without a token";
        else if (length > TOKEN_MAX || !is_token(token, length))
                problem = "a token that is no JWS of three parts";
        else
                out->data = (uint8_t *)strdup(token);
        if (out->data)
                out->size = length;
        else if (!problem)
                problem = "more than there is memory for";
        json_object_put(object);
        return problem;
}

/* As much as fits, what is not printable as a question mark. */
static void append(char out[KBS_REFUSAL_MAX], const char *text, size_t length)
{
        size_t used = strlen(out);

        for (size_t i = 0; i < length && used + 1 < KBS_REFUSAL_MAX; i++)
                out[used++] = (char)(text[i] >= 0x20 && text[i] <= 0x7e ? text[i] : '?');
        out[used] = '\0';
}

/* The type is a URI whose last word is the error's name. */
static bool append_information(const json_object *object, char out[KBS_REFUSAL_MAX])
{
        const char *type = object_string(object, "type");
        const char *detail = object_string(object, "detail");
        const char *name = type ? strrchr(type, '/') : NULL;

        if (!type && !detail)
                return false;
        name = name ? name + 1 : type;
        if (name)
                append(out, name, strlen(name));
        if (name && detail)
                append(out, ": ", 2);
        if (detail)
                append(out, detail, strlen(detail));
        return true;
}

const char *kbs_refusal(long status, const void *data, size_t size, char out[KBS_REFUSAL_MAX])
{
        static const struct {
                long status;
                const char *meaning;
        } known[] = {
                { 401, " (not attested)" },
                { 403, " (a policy forbids it)" },
                { 404, " (there is no such thing)" },
        };
        json_object *object = NULL;
        size_t beginning = size < 120 ? size : 120;

        snprintf(out, KBS_REFUSAL_MAX, "HTTP status %ld", status);
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
                if (known[i].status == status)
                        append(out, known[i].meaning, strlen(known[i].meaning));
        }
        if (status >= 300 && status < 400)
                append(out, " (a redirection, which is not followed)",
                       sizeof(" (a redirection, which is not followed)") - 1);
        if (size == 0)
                return out;
        append(out, ": ", 2);
        if (object_read(data, size, &object) || !append_information(object, out))
                append(out, data, beginning);
        json_object_put(object);
        return out;
}
