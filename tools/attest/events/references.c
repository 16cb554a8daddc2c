/* tools/attest/events/references.c - see references.h. */
#include "tools/attest/events/references.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "lib/eventlog/types.h"
#include "tools/attest/events/pcrs.h"

#define LINE_MAX_BYTES 512

static bool read_number(const char *text, uint32_t most, uint32_t *out)
{
        char *end;
        unsigned long long value = strtoull(text, &end, 0);

        *out = (uint32_t)value;
        return *text >= '0' && *text <= '9' && *end == '\0' && value <= most;
}

/* By name or number. */
static bool read_type(const char *text, uint32_t *out)
{
        static const uint32_t firsts[] = { 0, UINT32_C(0x80000000) };

        if (read_number(text, UINT32_MAX, out))
                return true;
        for (size_t i = 0; i < 2; i++) {
                for (uint32_t type = firsts[i]; type < firsts[i] + 0x100; type++) {
                        const char *name = event_type_name(type);

                        *out = type;
                        if (name && strcmp(name, text) == 0)
                                return true;
                }
        }
        return false;
}

/* "sha256:HEX". */
static bool read_digest(const char *text, struct reference *out)
{
        const char *colon = strchr(text, ':');
        const EVP_MD *hash;

        if (!colon)
                return false;
        out->algorithm = pcr_algorithm(text, (size_t)(colon - text));
        hash = pcr_hash(out->algorithm);
        return hash &&
               OPENSSL_hexstr2buf_ex(out->digest, sizeof(out->digest), &out->size, colon + 1,
                                     '\0') == 1 &&
               out->size == (size_t)EVP_MD_get_size(hash);
}

static const char *add_line(char *line, size_t number, struct references *out)
{
        struct reference reference = { .line = number };
        char *rest = NULL;
        char *pcr;
        char *type;
        char *digest;
        struct reference *grown;

        line[strcspn(line, "#\r")] = '\0';
        pcr = strtok_r(line, " \t", &rest);
        if (!pcr)
                return NULL;
        type = strtok_r(NULL, " \t", &rest);
        digest = strtok_r(NULL, " \t", &rest);
        if (!type || !digest || strtok_r(NULL, " \t", &rest))
                return "expected three words: PCR, type of the event, digest";
        if (!read_number(pcr, EVENT_PCRS - 1, &reference.pcr))
                return "expected the number of a PCR, 0 to 23, as the first word";
        if (!read_type(type, &reference.type))
                return "expected a type of event (EV_IPL, 0xd) as the second word";
        if (!read_digest(digest, &reference))
                return "expected a digest (sha256:HEX, of the hash's length) as the third word";
        grown = realloc(out->list, (out->count + 1) * sizeof(*out->list));
        if (!grown)
                return "expected less: there is no memory for it";
        out->list = grown;
        out->list[out->count++] = reference;
        out->pcrs |= UINT32_C(1) << reference.pcr;
        return NULL;
}

const char *references_read(const uint8_t *data, size_t size, struct references *out, size_t *line)
{
        const char *problem = NULL;
        size_t at = 0;

        *out = (struct references){ 0 };
        for (*line = 1; at < size && !problem; (*line)++) {
                const uint8_t *end = memchr(data + at, '\n', size - at);
                size_t length = end ? (size_t)(end - (data + at)) : size - at;
                char text[LINE_MAX_BYTES];

                if (length >= sizeof(text) || memchr(data + at, '\0', length))
                        return "expected a line of text";
                memcpy(text, data + at, length);
                text[length] = '\0';
                at += length + 1;
                problem = add_line(text, *line, out);
                if (problem)
                        return problem;
        }
        return out->count ? NULL : "expected lines: PCR, type of the event, digest";
}

void references_free(struct references *references)
{
        free(references->list);
        *references = (struct references){ 0 };
}

static bool is_event(const struct reference *reference, const struct event_log *log,
                     const struct event *event)
{
        if (reference->pcr != event->pcr || reference->type != event->type)
                return false;
        for (size_t i = 0; i < log->bank_count; i++) {
                if (log->banks[i].algorithm == reference->algorithm && event->digests[i])
                        return log->banks[i].size == reference->size &&
                               memcmp(event->digests[i], reference->digest, reference->size) == 0;
        }
        return false;
}

/* What is not measured says nothing, and is no line's. */
void references_event(struct references *references, const struct event_log *log,
                      const struct event *event)
{
        bool listed = false;

        if (event->type == EV_NO_ACTION)
                return;
        for (size_t i = 0; i < references->count; i++) {
                if (is_event(&references->list[i], log, event)) {
                        references->list[i].found = true;
                        listed = true;
                }
        }
        if (listed || !(references->pcrs & UINT32_C(1) << event->pcr))
                return;
        if (references->unlisted++ == 0)
                references->first_unlisted = event->number;
}

const struct reference *references_missing(const struct references *references)
{
        for (size_t i = 0; i < references->count; i++) {
                if (!references->list[i].found)
                        return &references->list[i];
        }
        return NULL;
}

void references_print(const struct event_log *log, const struct event *event, size_t bank,
                      const char *remark, FILE *out)
{
        const char *type = event_type_name(event->type);
        const char *algorithm = event_algorithm_name(log->banks[bank].algorithm);

        if (event->type == EV_NO_ACTION || !event->digests[bank] || !algorithm)
                return;
        fprintf(out, "%u ", (unsigned int)event->pcr);
        if (type)
                fprintf(out, "%s %s:", type, algorithm);
        else
                fprintf(out, "0x%08x %s:", (unsigned int)event->type, algorithm);
        for (size_t i = 0; i < log->banks[bank].size; i++)
                fprintf(out, "%02x", event->digests[bank][i]);
        fprintf(out, "  # %s\n", remark);
}
