/*
 * tools/image/show/json.c - an IGVM file as JSON: everything that its headers say.
 *
 * Numbers of up to 32 bits are numbers; those of 64 bits are strings of hexadecimal digits, since many readers of JSON
 * keep 53 bits; arrays of bytes are strings of hexadecimal digits. Every string is of our own making, so nothing needs escaping.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/igvm/id_block.h"
#include "tools/image/show/json.h"
#include "tools/image/read/fields.h"
#include "tools/image/read/pages.h"
#include "tools/image/read/registers.h"

#define LONGEST_BODY 1024

static void print_bytes(const char *name, const uint8_t *bytes, size_t size)
{
        printf(", \"%s\": \"", name);
        for (size_t i = 0; i < size; i++)
                printf("%02x", bytes[i]);
        putchar('"');
}

/* Beside the number, which has the bits without a name too. */
static void print_flag_names(const struct image_field *field, uint64_t value)
{
        const char *separator = "";

        printf(", \"%s_names\": [", field->name);
        for (unsigned int bit = 0; bit < field->name_count; bit++) {
                const char *name = image_field_name(field, bit);

                if (!(value >> bit & 1) || !name)
                        continue;
                printf("%s\"%s\"", separator, name);
                separator = ", ";
        }
        putchar(']');
}

/* Names of the platforms whose bits the mask has; bits of none are in the number only. */
static void print_platforms(const struct image_platforms *platforms, uint32_t mask)
{
        const char *separator = "";

        printf(", \"platforms\": [");
        for (uint32_t type = 0; type <= IGVM_PLATFORM_CCA; type++) {
                if (!(platforms->masks[type] & mask))
                        continue;
                printf("%s\"%s\"", separator, igvm_platform_name(type));
                separator = ", ";
        }
        putchar(']');
}

/*
 * A small 64-bit value is a string too, so that a field is always of one type (docs/image-dump.schema.json).
 */
static void print_number(const struct image_field *field, const uint8_t *bytes)
{
        uint64_t value = image_field_value(field, bytes);

        if (field->size == sizeof(uint64_t))
                printf(", \"%s\": \"0x%" PRIx64 "\"", field->name, value);
        else
                printf(", \"%s\": %" PRIu64, field->name, value);
}

/* A segment of a save area: selector, attributes, limit and base (APM vol. 2, table B-4). */
static void print_segment(const struct image_field *field, const uint8_t *bytes)
{
        const struct image_layout *layout = &image_segment_layout;

        printf(", \"%s\": {\"form\": \"segment\"", field->name);
        for (size_t i = 0; i < layout->count; i++)
                print_number(&layout->fields[i], bytes + field->offset);
        putchar('}');
}

/* By the field's kind. A number always, and its names besides, so that values without a name are not lost. */
static void print_field(const struct image_field *field, const uint8_t *bytes)
{
        uint64_t value = image_field_value(field, bytes);
        const char *name = image_field_name(field, value);

        if (field->kind == IMAGE_FIELD_BYTES) {
                print_bytes(field->name, bytes + field->offset, field->size);
                return;
        }
        if (field->kind == IMAGE_FIELD_SEGMENT) {
                print_segment(field, bytes);
                return;
        }
        print_number(field, bytes);
        if (field->kind == IMAGE_FIELD_FLAGS)
                print_flag_names(field, value);
        else if (field->kind == IMAGE_FIELD_CHOICE && name)
                printf(", \"%s_name\": \"%s\"", field->name, name);
}

/* Registers by number (HV_REGISTER_NAME), 16 bytes of value each. */
static void print_vbs_list(const struct image_registers *state)
{
        printf(", \"list\": [");
        for (uint32_t i = 0; i < state->list_count; i++) {
                struct igvm_vbs_register entry;

                memcpy(&entry, state->list + i * sizeof(entry), sizeof(entry));
                printf("%s{\"vtl\": %u, \"name\": %u", i ? ", " : "", entry.vtl, entry.name);
                print_bytes("value", entry.value, sizeof(entry.value));
                putchar('}');
        }
        putchar(']');
}

/* The state that a VP_CONTEXT leads to, if its form is known: "vmsa", "native" or "vbs". */
static void print_registers(const struct igvm_file *file, const struct image_platforms *platforms,
                            const struct igvm_header *header)
{
        struct igvm_vp_context context;
        struct image_registers state;

        igvm_body(header, &context, sizeof(context));
        image_registers(file, platforms, &context, &state);
        if (!state.form)
                return;
        printf(", \"registers\": {\"form\": \"%s\"", state.form);
        for (size_t i = 0; state.layout && i < state.layout->count; i++)
                print_field(&state.layout->fields[i], state.bytes);
        if (!state.layout)
                print_vbs_list(&state);
        putchar('}');
}

/* As reports have them: zeros for an author key that is not enabled. */
static void print_key_digests(const struct igvm_header *header)
{
        struct igvm_snp_id_block block;
        struct snp_id_facts facts;
        struct snp_id id;

        igvm_body(header, &block, sizeof(block));
        snp_id_from_igvm(&block, 0, &id);
        snp_id_facts(&id, &facts);
        print_bytes("id_key_digest", facts.id_key_digest, sizeof(facts.id_key_digest));
        print_bytes("author_key_digest", facts.author_key_digest, sizeof(facts.author_key_digest));
}

/* A type that is not known, or longer than any that is, is shown as its bytes. */
static void print_body(const struct igvm_header *header)
{
        const struct image_layout *layout = image_header_layout(header->type);
        uint8_t body[LONGEST_BODY] = { 0 };

        if (!header->known || !layout || layout->size > sizeof(body)) {
                print_bytes("body", header->body, header->length);
                return;
        }
        igvm_body(header, body, layout->size);
        for (size_t i = 0; i < layout->count; i++)
                print_field(&layout->fields[i], body);
}

/* By the type's number (igvm_defs: 0x1-0x100, 0x101-0x200, 0x301-0x400). */
static const char *section_name(uint32_t type)
{
        if (type <= IGVM_LAST_PLATFORM)
                return "platform";
        return type <= IGVM_LAST_INITIALIZATION ? "initialization" : "directive";
}

/* UINT32_MAX is no mask but the reader's word for a type that has none. */
static void print_header(const struct igvm_file *file, const struct image_platforms *platforms,
                         const struct igvm_header *header)
{
        printf("%s\n  {\"index\": %u, \"offset\": %u, \"section\": \"%s\", \"type\": %u, "
               "\"name\": \"%s\", \"optional\": %s, \"length\": %u",
               header->index ? "," : "", header->index, header->offset, section_name(header->type),
               header->type, igvm_type_name(header->type), header->optional ? "true" : "false",
               header->length);
        if (header->known && igvm_mask(header) != UINT32_MAX)
                print_platforms(platforms, igvm_mask(header));
        printf(", \"fields\": {\"known\": %s", header->known ? "true" : "false");
        print_body(header);
        putchar('}');
        if (header->type == IGVM_VP_CONTEXT)
                print_registers(file, platforms, header);
        if (header->type == IGVM_SNP_ID_BLOCK)
                print_key_digests(header);
        putchar('}');
}

/*
 * The rule by its short name, which does not change, and as a sentence, which may. Without a header the fault
 * is the whole file's.
 */
static void print_error(const struct igvm_error *error)
{
        if (error->rule == IGVM_OK) {
                printf(", \"error\": null");
                return;
        }
        printf(", \"error\": {\"rule\": \"%s\", \"text\": \"%s\"",
               igvm_rule_info(error->rule)->name, igvm_rule_text(error->rule));
        if (error->header != IGVM_NO_HEADER)
                printf(", \"header\": %u, \"offset\": %u, \"type\": %u", error->header,
                       error->offset, error->type);
        putchar('}');
}

/* The error stands in front of the headers: who reads the stream knows at once whether they are all. */
void image_dump_json(const struct igvm_file *file, const struct igvm_error *error)
{
        struct image_platforms platforms = image_platforms(file);
        struct image_walk walk = image_walk(file);
        struct igvm_header header;

        printf("{\"form\": \"cashew-igvm-1\", \"version\": %u, \"size\": %u, \"checksum\": %u, "
               "\"variable_header_offset\": %u, \"variable_header_size\": %u, "
               "\"architecture\": %u, \"page_size\": %u",
               file->fixed.format_version, file->fixed.total_file_size, file->fixed.checksum,
               file->fixed.variable_header_offset, file->fixed.variable_header_size,
               file->extension.architecture, file->extension.page_size);
        print_error(error);
        printf(", \"headers\": [");
        while (image_walk_header(&walk, &header))
                print_header(file, &platforms, &header);
        printf("\n]}\n");
}
