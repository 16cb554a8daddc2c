/* tools/image/show/values.c - see values.h. */
#include "tools/image/show/values.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/snp/vmsa.h"

#define INDENT         "        "
#define LONGEST_INLINE 16 /* bytes of an array that still fits on the header's line */

/* Names are those of C: an underscore stands for a space. */
static void print_words(const char *name)
{
        for (; *name; name++)
                putchar(*name == '_' ? ' ' : *name);
}

void image_print_bytes(const uint8_t *bytes, size_t size)
{
        for (size_t i = 0; i < size; i++)
                printf("%02x", bytes[i]);
}

/* Named bits, and the rest as a number. */
static void print_flags(const struct image_field *field, uint64_t value)
{
        const char *separator = "";

        for (unsigned int bit = 0; bit < field->name_count; bit++) {
                const char *name = image_field_name(field, bit);

                if (!(value >> bit & 1) || !name)
                        continue;
                printf("%s%s", separator, name);
                value &= ~(UINT64_C(1) << bit);
                separator = ", ";
        }
        if (value != 0 || !*separator)
                printf("%s0x%" PRIx64, separator, value);
}

/* A CHOICE without a name for its value is shown as a number. */
static void print_value(const struct image_field *field, const uint8_t *body)
{
        uint64_t value = image_field_value(field, body);
        const char *name = image_field_name(field, value);

        if (field->kind == IMAGE_FIELD_BYTES)
                image_print_bytes(body + field->offset, field->size);
        else if (field->kind == IMAGE_FIELD_FLAGS)
                print_flags(field, value);
        else if (field->kind == IMAGE_FIELD_CHOICE && name)
                printf("%s", name);
        else
                printf(field->kind == IMAGE_FIELD_HEX ? "0x%" PRIx64 : "%" PRIu64, value);
}

/* The fields on the header's line; the mask has a column of its own, arrays have lines. */
static void print_inline(const struct image_layout *layout, const uint8_t *body)
{
        const char *separator = "";

        for (size_t i = 0; i < layout->count; i++) {
                const struct image_field *field = &layout->fields[i];

                if (field->kind == IMAGE_FIELD_MASK || field->size > LONGEST_INLINE ||
                    image_field_is_idle(field, body))
                        continue;
                printf("%s", separator);
                print_words(field->name);
                putchar(' ');
                print_value(field, body);
                separator = ", ";
        }
}

/* The value begins 28 columns behind the indent, or behind one space if the name is longer. */
void image_print_line_start(const char *name)
{
        int length = (int)strlen(name);

        printf("\n" INDENT);
        print_words(name);
        printf("%*s", length < 28 ? 28 - length : 1, "");
}

/* What print_inline() left out: a line for each long array, digests and keys above all. */
static void print_arrays(const struct image_layout *layout, const uint8_t *body)
{
        for (size_t i = 0; i < layout->count; i++) {
                const struct image_field *field = &layout->fields[i];

                if (field->size <= LONGEST_INLINE || image_field_is_idle(field, body))
                        continue;
                image_print_line_start(field->name);
                print_value(field, body);
        }
}

void image_print_fields(const struct image_layout *layout, const uint8_t *body)
{
        print_inline(layout, body);
        print_arrays(layout, body);
}

/* By hand, since all four on a line are what people look for. */
static void print_segment(const struct image_field *field, const uint8_t *bytes)
{
        struct vmsa_segment segment;

        memcpy(&segment, bytes + field->offset, sizeof(segment));
        image_print_line_start(field->name);
        printf("selector 0x%x, attributes 0x%x, limit 0x%x, base 0x%" PRIx64, segment.selector,
               segment.attributes, segment.limit, segment.base);
}

/* All bytes, since an array has no value. */
static bool is_zero(const struct image_field *field, const uint8_t *bytes)
{
        for (uint16_t i = 0; i < field->size; i++)
                if (bytes[field->offset + i] != 0)
                        return false;
        return true;
}

/* A list of registers by number, as Hyper-V has them; they have no names here. */
static void print_vbs_list(const struct image_registers *state)
{
        for (uint32_t i = 0; i < state->list_count; i++) {
                struct igvm_vbs_register entry;

                memcpy(&entry, state->list + i * sizeof(entry), sizeof(entry));
                printf("\n" INDENT "VTL %u  register 0x%08x  ", entry.vtl, entry.name);
                image_print_bytes(entry.value, sizeof(entry.value));
        }
}

/* Most of a start state is zero; the last line says that what is not here is. */
void image_print_registers(const struct image_registers *state)
{
        if (!state->layout) {
                print_vbs_list(state);
                return;
        }
        for (size_t i = 0; i < state->layout->count; i++) {
                const struct image_field *field = &state->layout->fields[i];

                if (is_zero(field, state->bytes))
                        continue;
                if (field->kind == IMAGE_FIELD_SEGMENT) {
                        print_segment(field, state->bytes);
                        continue;
                }
                image_print_line_start(field->name);
                print_value(field, state->bytes);
        }
        printf("\n" INDENT "all other registers are zero");
}
