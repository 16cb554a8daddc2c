/* tools/attest/events/ima_print.c - see ima_print.h. */
#include "tools/attest/events/ima_print.h"

#include <string.h>

#include "lib/eventlog/text.h"
#include "lib/eventlog/types.h"
#include "lib/wire/tpm_public.h"
#include "tools/attest/events/ima_replay.h"
#include "tools/common/json.h"

#define PATH_SHOWN   4096
#define BUFFER_SHOWN 200
#define NAME_SHOWN   300
#define DIGEST_SHOWN 8

/* One list as it is printed. */
struct printing {
        const EVP_MD *hash; /* of template digests, or NULL */
        size_t digest_size;
        enum events_form form;
        FILE *out;
};

static void print_hex(const uint8_t *bytes, size_t size, FILE *out)
{
        for (size_t i = 0; i < size; i++)
                fprintf(out, "%02x", bytes[i]);
}

static const char *ascii(const struct ima_bytes *bytes, char *out, size_t size)
{
        struct event_text text;

        event_text_begin(&text, out, size);
        event_text_add_ascii(&text, bytes->data, bytes->size);
        return out;
}

static const char *data_word(const struct printing *printing, const struct ima_entry *entry)
{
        uint8_t made[EVENT_DIGEST_MAX];

        if (entry->violation)
                return "violation";
        if (printing->hash && ima_template_digest(entry, printing->hash, made) &&
            memcmp(made, entry->digest, printing->digest_size) == 0)
                return "measured";
        return "differs";
}

/* "verity:sha256:", as the list has it. */
static void print_digest_name(const struct ima_entry *entry, FILE *out)
{
        char name[NAME_SHOWN];

        if (entry->kind.size)
                fprintf(out, "%s:", ascii(&entry->kind, name, sizeof(name)));
        if (entry->algorithm.size)
                fprintf(out, "%s:", ascii(&entry->algorithm, name, sizeof(name)));
}

/* A version 2 signature has the end of its key's identifier (Linux, security/integrity/integrity.h, signature_v2_hdr). */
static const uint8_t *signing_key(const struct ima_entry *entry)
{
        const struct ima_bytes *signature = &entry->signature;

        return signature->size > 9 && (signature->data[1] == 2 || signature->data[1] == 3)
                       ? signature->data + 3
                       : NULL;
}

/* ---- The table. */

static void print_head(const struct ima_list *list, const struct printing *printing,
                       uint16_t algorithm)
{
        const char *name = event_algorithm_name(algorithm);

        fprintf(printing->out, "IMA's list, %s-endian, template digests: %s\n",
                list->big_endian ? "big" : "little", name ? name : "of no hash known here");
        fprintf(printing->out, "%5s  %3s  %-10s  %-9s  %s\n", "entry", "PCR", "template", "data",
                "digest and path");
}

static void print_row(const struct printing *printing, const struct ima_entry *entry)
{
        const char *word = data_word(printing, entry);
        char name[NAME_SHOWN];
        char path[PATH_SHOWN];
        FILE *out = printing->out;

        fprintf(out, "%5zu  %3u  %-10s  %-9s  ", entry->number, (unsigned int)entry->pcr,
                ascii(&entry->template, name, sizeof(name)),
                strcmp(word, "differs") == 0 ? "DIFFERS" : word);
        print_digest_name(entry, out);
        print_hex(entry->file_digest.data,
                  entry->file_digest.size < DIGEST_SHOWN ? entry->file_digest.size : DIGEST_SHOWN,
                  out);
        fprintf(out, "  %s",
                entry->known ? ascii(&entry->path, path, sizeof(path))
                             : "a template that is not known here");
        if (signing_key(entry)) {
                fprintf(out, "  signed, key ");
                print_hex(signing_key(entry), 4, out);
        }
        fputc('\n', out);
        if (entry->buffer.size) {
                char text[BUFFER_SHOWN];
                struct event_text buffer;

                event_text_begin(&buffer, text, sizeof(text));
                event_text_add_any(&buffer, entry->buffer.data, entry->buffer.size);
                fprintf(out, "%12s%s\n", "", text);
        }
}

/* ---- JSON. */

static void print_json_string(const char *name, const struct ima_bytes *bytes, FILE *out)
{
        char text[PATH_SHOWN];

        fprintf(out, ", \"%s\": ", name);
        json_string(out, ascii(bytes, text, sizeof(text)));
}

static void print_json_hex(const char *name, const struct ima_bytes *bytes, FILE *out)
{
        if (!bytes->size)
                return;
        fprintf(out, ", \"%s\": \"", name);
        print_hex(bytes->data, bytes->size, out);
        fputc('"', out);
}

static void print_json_entry(const struct printing *printing, const struct ima_entry *entry)
{
        FILE *out = printing->out;

        fprintf(out, "%s{\"number\": %zu, \"offset\": %zu, \"pcr\": %u, \"digest\": \"",
                entry->number ? ",\n  " : "\n  ", entry->number, entry->offset,
                (unsigned int)entry->pcr);
        print_hex(entry->digest, printing->digest_size, out);
        fprintf(out, "\", \"data\": \"%s\"", data_word(printing, entry));
        print_json_string("template", &entry->template, out);
        print_json_string("path", &entry->path, out);
        if (entry->kind.size)
                print_json_string("kind", &entry->kind, out);
        if (entry->algorithm.size)
                print_json_string("algorithm", &entry->algorithm, out);
        print_json_hex("file_digest", &entry->file_digest, out);
        print_json_hex("signature", &entry->signature, out);
        print_json_hex("buffer", &entry->buffer, out);
        fputc('}', out);
}

/* ---- Lines of reference values. */

static void print_reference(const struct printing *printing, const struct ima_entry *entry)
{
        char path[PATH_SHOWN];

        if (ima_is_boot_aggregate(entry) || !entry->path.size)
                return;
        ascii(&entry->path, path, sizeof(path));
        if (entry->violation || !entry->file_digest.size) {
                fprintf(printing->out, "# written while it was read: %s\n", path);
                return;
        }
        if (entry->kind.size == 6)
                fprintf(printing->out, "verity:");
        if (entry->algorithm.size) {
                char name[NAME_SHOWN];

                fprintf(printing->out, "%s:", ascii(&entry->algorithm, name, sizeof(name)));
        }
        print_hex(entry->file_digest.data, entry->file_digest.size, printing->out);
        fprintf(printing->out, "  %s\n", path);
}

static void print_entry(const struct printing *printing, const struct ima_entry *entry)
{
        if (printing->form == EVENTS_TABLE)
                print_row(printing, entry);
        else if (printing->form == EVENTS_JSON)
                print_json_entry(printing, entry);
        else
                print_reference(printing, entry);
}

/* It is read twice: who reads the output never has half of a list that is malformed. */
static bool is_whole(struct ima_list *list)
{
        struct ima_list copy = *list;
        enum event_log_step step;
        struct ima_entry entry;

        while ((step = ima_list_next(&copy, &entry)) == EVENT_LOG_EVENT)
                ;
        list->problem = copy.problem;
        return step == EVENT_LOG_END;
}

static void make_values(const void *data, size_t size, uint16_t algorithm, struct pcr_values *out)
{
        *out = (struct pcr_values){ 0 };
        (void)pcr_bank_make(out, algorithm ? algorithm : TPM_ALG_SHA1);
        if (!algorithm)
                (void)pcr_bank_make(out, TPM_ALG_SHA256);
        ima_add_values(data, size, out);
}

const char *ima_print(struct ima_list *list, const void *data, size_t size, enum events_form form,
                      uint16_t algorithm, FILE *out)
{
        uint16_t digests = ima_list_algorithm(data, size);
        const struct printing printing = { pcr_hash(digests), list->digest_size, form, out };
        struct pcr_values values;
        struct ima_entry entry;

        if (!is_whole(list))
                return "it cannot be read";
        make_values(data, size, algorithm, &values);
        if (form == EVENTS_TABLE)
                print_head(list, &printing, digests);
        else if (form == EVENTS_JSON)
                fprintf(out, "{\"format\": \"ima\", \"byte_order\": \"%s\", \"entries\": [",
                        list->big_endian ? "big" : "little");
        while (ima_list_next(list, &entry) == EVENT_LOG_EVENT)
                print_entry(&printing, &entry);
        if (form == EVENTS_TABLE)
                events_print_values(&values, out);
        else if (form == EVENTS_JSON)
                events_print_json_values(&values, out);
        return NULL;
}
