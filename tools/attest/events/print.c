/* tools/attest/events/print.c - see print.h. */
#include "tools/attest/events/print.h"

#include <openssl/x509.h>

#include "lib/eventlog/describe.h"
#include "lib/eventlog/types.h"
#include "lib/eventlog/variable.h"
#include "lib/wire/tpm_public.h"
#include "tools/attest/events/references.h"
#include "tools/attest/events/replay.h"
#include "tools/common/json.h"

#define DIGEST_SHOWN 8
#define NAME_SHOWN   200
#define GUID_SIZE    16

static const char *const data_words[] = {
        [EVENT_DATA_OTHER] = "other",
        [EVENT_DATA_MEASURED] = "measured",
        [EVENT_DATA_DIFFERS] = "DIFFERS",
        [EVENT_DATA_FORGED] = "DIFFERS",
};

static void print_hex(const uint8_t *bytes, size_t size, FILE *out)
{
        for (size_t i = 0; i < size; i++)
                fprintf(out, "%02x", bytes[i]);
}

static const char *type_text(uint32_t type, char out[16])
{
        const char *name = event_type_name(type);

        if (name)
                return name;
        snprintf(out, 16, "0x%08x", (unsigned int)type);
        return out;
}

static const char *bank_text(const struct event_log *log, size_t bank, char out[16])
{
        const char *name = event_algorithm_name(log->banks[bank].algorithm);

        if (name)
                return name;
        snprintf(out, 16, "0x%04x", log->banks[bank].algorithm);
        return out;
}

/* A certificate's subject, in printable ASCII. */
static bool subject_of(const uint8_t *der, size_t size, char out[NAME_SHOWN])
{
        const unsigned char *next = der;
        X509 *certificate = d2i_X509(NULL, &next, (long)size);

        if (!certificate)
                return false;
        X509_NAME_oneline(X509_get_subject_name(certificate), out, NAME_SHOWN);
        for (char *c = out; *c; c++)
                *c = *c < 0x20 || *c > 0x7e ? '?' : *c;
        X509_free(certificate);
        return true;
}

/* What an image was verified by: with an owner in front (EFI_SIGNATURE_DATA), or without, as shim logs its own. */
static bool authority_subject(const struct event_variable *variable, char out[NAME_SHOWN])
{
        if (variable->size > GUID_SIZE &&
            subject_of(variable->data + GUID_SIZE, variable->size - GUID_SIZE, out))
                return true;
        return subject_of(variable->data, variable->size, out);
}

/* Prints the subject of each certificate in the event by @show; @index counts them. */
static void each_subject(const struct event *event,
                         void (*show)(const char *subject, size_t index, FILE *out), FILE *out)
{
        struct event_signature signature;
        struct event_signatures lists;
        struct event_variable variable;
        char subject[NAME_SHOWN];
        size_t index = 0;

        if (!event_has_variable(event->type) || !event_variable_read(event, &variable))
                return;
        if (event->type == EV_EFI_VARIABLE_AUTHORITY) {
                if (authority_subject(&variable, subject))
                        show(subject, index, out);
                return;
        }
        event_signatures_begin(&lists, &variable);
        while (event_signatures_next(&lists, &signature)) {
                if (signature.x509 && subject_of(signature.data, signature.size, subject))
                        show(subject, index++, out);
        }
}

/* ---- The table. */

static void show_subject_line(const char *subject, size_t index, FILE *out)
{
        (void)index;
        fprintf(out, "%12s%s\n", "", subject);
}

static void print_row(const struct event_log *log, const struct event *event, size_t bank,
                      FILE *out)
{
        char text[EVENT_TEXT_MAX];
        char type[16];

        event_describe(event, text, sizeof(text));
        if (event->pcr < EVENT_PCRS)
                fprintf(out, "%5zu  %3u  ", event->number, (unsigned int)event->pcr);
        else
                fprintf(out, "%5zu  %3s  ", event->number, "-");
        fprintf(out, "%-32s  ", type_text(event->type, type));
        if (event->type == EV_NO_ACTION)
                fprintf(out, "%-8s  %-*s", "-", 2 * DIGEST_SHOWN, "-");
        else if (event->digests[bank])
                fprintf(out, "%-8s  ", data_words[event_data_check(log, event)]);
        else
                fprintf(out, "%-8s  %-*s", "-", 2 * DIGEST_SHOWN, "no digest");
        if (event->type != EV_NO_ACTION && event->digests[bank])
                print_hex(event->digests[bank], DIGEST_SHOWN, out);
        fprintf(out, "  %s\n", text);
        each_subject(event, show_subject_line, out);
}

void events_print_values(const struct pcr_values *values, FILE *out)
{
        for (size_t i = 0; i < values->count; i++) {
                const struct pcr_bank *bank = &values->banks[i];

                fprintf(out, "%s:\n", event_algorithm_name(bank->algorithm));
                for (unsigned int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                        if (!(bank->known & UINT32_C(1) << pcr))
                                continue;
                        fprintf(out, "  %-2u: 0x", pcr);
                        print_hex(bank->values[pcr], bank->size, out);
                        fputc('\n', out);
                }
        }
}

static void print_head(const struct event_log *log, size_t bank, FILE *out)
{
        char name[16];

        fprintf(out, "%s", log->crypto_agile ? "crypto agile" : "SHA-1 only");
        if (log->has_spec_id)
                fprintf(out, ", version %u.%u errata %u", log->version[0], log->version[1],
                        log->version[2]);
        fprintf(out, ", banks:");
        for (size_t i = 0; i < log->bank_count; i++)
                fprintf(out, " %s", bank_text(log, i, name));
        fprintf(out, "\n%5s  %3s  %-32s  %-8s  %-*s  %s\n", "event", "PCR", "type", "data",
                2 * DIGEST_SHOWN, bank_text(log, bank, name), "what");
}

/* ---- JSON. */

static void print_json_digests(const struct event_log *log, const struct event *event, FILE *out)
{
        const char *between = "";
        char name[16];

        fputs(", \"digests\": {", out);
        for (size_t i = 0; i < log->bank_count; i++) {
                if (!event->digests[i])
                        continue;
                fprintf(out, "%s\"%s\": \"", between, bank_text(log, i, name));
                print_hex(event->digests[i], log->banks[i].size, out);
                fputc('"', out);
                between = ", ";
        }
        fputc('}', out);
}

static const char *const json_words[] = {
        [EVENT_DATA_OTHER] = "other",
        [EVENT_DATA_MEASURED] = "measured",
        [EVENT_DATA_DIFFERS] = "differs",
        [EVENT_DATA_FORGED] = "differs",
};

static void show_subject_item(const char *subject, size_t index, FILE *out)
{
        if (index)
                fputs(", ", out);
        json_string(out, subject);
}

static void print_json_event(const struct event_log *log, const struct event *event, FILE *out)
{
        char text[EVENT_TEXT_MAX];
        char type[16];

        event_describe(event, text, sizeof(text));
        fprintf(out, "{\"number\": %zu, \"offset\": %zu, \"pcr\": %u, \"type\": %u, \"name\": ",
                event->number, event->offset, (unsigned int)event->pcr, (unsigned int)event->type);
        json_string(out, type_text(event->type, type));
        print_json_digests(log, event, out);
        fprintf(out, ", \"size\": %zu, \"data\": \"%s\", \"text\": ", event->size,
                event->type == EV_NO_ACTION ? "none" : json_words[event_data_check(log, event)]);
        json_string(out, text);
        fputs(", \"certificates\": [", out);
        each_subject(event, show_subject_item, out);
        fputs("]}", out);
}

static void print_json_head(const struct event_log *log, FILE *out)
{
        char name[16];

        fprintf(out, "{\"crypto_agile\": %s, \"version\": \"%u.%u.%u\", \"banks\": [",
                log->crypto_agile ? "true" : "false", log->version[0], log->version[1],
                log->version[2]);
        for (size_t i = 0; i < log->bank_count; i++)
                fprintf(out, "%s\"%s\"", i ? ", " : "", bank_text(log, i, name));
        fputs("], \"events\": [", out);
}

static void print_json_bank(const struct pcr_bank *bank, FILE *out)
{
        const char *between = "";

        fprintf(out, "\"%s\": {", event_algorithm_name(bank->algorithm));
        for (unsigned int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                if (!(bank->known & UINT32_C(1) << pcr))
                        continue;
                fprintf(out, "%s\"%u\": \"", between, pcr);
                print_hex(bank->values[pcr], bank->size, out);
                fputc('"', out);
                between = ", ";
        }
        fputc('}', out);
}

void events_print_json_values(const struct pcr_values *values, FILE *out)
{
        fputs("], \"pcrs\": {", out);
        for (size_t i = 0; i < values->count; i++) {
                fputs(i ? ", " : "", out);
                print_json_bank(&values->banks[i], out);
        }
        fputs("}}\n", out);
}

/* ---- Both. */

/* The bank of @algorithm, SHA-256 or the first if that is 0; the number of banks if there is none. */
static size_t choose_bank(const struct event_log *log, uint16_t algorithm)
{
        uint16_t wanted = algorithm ? algorithm : TPM_ALG_SHA256;

        for (size_t i = 0; i < log->bank_count; i++) {
                if (log->banks[i].algorithm == wanted)
                        return i;
        }
        return algorithm ? log->bank_count : 0;
}

static void print_event(const struct event_log *log, const struct event *event,
                        enum events_form form, size_t bank, FILE *out)
{
        char text[EVENT_TEXT_MAX];

        if (form == EVENTS_TABLE) {
                print_row(log, event, bank, out);
        } else if (form == EVENTS_JSON) {
                fputs(event->number > log->has_spec_id ? ",\n  " : "\n  ", out);
                print_json_event(log, event, out);
        } else {
                event_describe(event, text, sizeof(text));
                references_print(log, event, bank, text, out);
        }
}

/* It is read twice: who reads the output never has half of a log that is malformed. */
static bool is_whole(struct event_log *log)
{
        struct event_log copy = *log;
        enum event_log_step step;
        struct event event;

        while ((step = event_log_next(&copy, &event)) == EVENT_LOG_EVENT)
                ;
        log->problem = copy.problem;
        return step == EVENT_LOG_END;
}

const char *events_print(struct event_log *log, enum events_form form, uint16_t algorithm,
                         FILE *out)
{
        size_t bank = choose_bank(log, algorithm);
        struct replay replay;
        struct event event;

        if (bank == log->bank_count)
                return "the log has no such bank";
        if (!is_whole(log))
                return "it cannot be read";
        if (form == EVENTS_TABLE)
                print_head(log, bank, out);
        else if (form == EVENTS_JSON)
                print_json_head(log, out);
        replay_begin(&replay, log);
        while (event_log_next(log, &event) == EVENT_LOG_EVENT) {
                replay_event(&replay, log, &event);
                print_event(log, &event, form, bank, out);
        }
        if (form == EVENTS_TABLE)
                events_print_values(&replay.values, out);
        else if (form == EVENTS_JSON)
                events_print_json_values(&replay.values, out);
        return NULL;
}
