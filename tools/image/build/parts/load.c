/* tools/image/build/parts/load.c - the text of --parts: platforms, policies, parameter areas, ranges. */
#include "tools/image/build/parts/load.h"

#include <stdlib.h>
#include <string.h>

#include "lib/igvm/types.h"
#include "lib/snp/vmsa.h"
#include "tools/image/build/parts/context.h"
#include "tools/image/build/parts/file.h"
#include "tools/image/build/parts/memory.h"
#include "tools/image/read/names.h"

#define MOST 4096 /* entries of a list */

/* The values of the text's own keys. */
struct top {
        yaml_node_t *format, *architecture, *platforms, *policies, *areas, *required_memory,
                *error_ranges;
        yaml_node_t *memory, *contexts;
};

/* Reads one entry of a list. */
typedef bool read_entry(struct image_parts *parts, yaml_node_t *node);

/*
 * Entries behind a faulty one are read as well: all faults of a text are told at once. A list that is there
 * must not be empty.
 */
static bool each_entry(struct image_parts *parts, yaml_node_t *list, const char *name,
                       read_entry *read)
{
        size_t count = list ? source_list(&parts->source, list, name, MOST) : 0;
        bool good = !list || count != 0;

        for (size_t i = 0; i < count; i++)
                good &= read(parts, source_element(&parts->source, list, i));
        return good;
}

/* A number that need not be there. */
static bool optional_number(struct image_parts *parts, const yaml_node_t *node, const char *field,
                            uint64_t most, uint64_t *value)
{
        return !node || source_number64(&parts->source, node, field, most, value);
}

/*
 * Version 1 has 24 bytes of fixed header and is for x86-64 with pages of 4 KiB; version 2 says architecture
 * and page size in 8 bytes more (igvm_defs, IGVM_FIXED_HEADER).
 */
static bool read_format(struct image_parts *parts, const yaml_node_t *node)
{
        parts->format = (struct image_format){ 1, { IGVM_ARCHITECTURE_X64, IGVM_PAGE_SIZE } };
        return !node || source_number(&parts->source, node, "format", 1, 2, &parts->format.version);
}

/* The word `x64` is refused for version 1 too, which has no place for it in the file. */
static bool read_architecture(struct image_parts *parts, const yaml_node_t *node)
{
        static const struct word architectures[] = {
                { "x64", IGVM_ARCHITECTURE_X64 },
                { "aarch64", IGVM_ARCHITECTURE_AARCH64 },
        };

        if (!node)
                return true;
        if (parts->format.version == 1)
                return source_fault(&parts->source, node,
                                    "architecture: found one in format version 1; expected "
                                    "format: 2");
        return source_word(&parts->source, node, "architecture", WORDS(architectures),
                           &parts->format.extension.architecture);
}

/* What one entry of platforms says; bit 32: any that is free. */
#define ANY_BIT 32
struct platform_entry {
        const yaml_node_t *node;
        uint32_t type, bit, vtl;
        uint64_t boundary;
};

/*
 * IGVM_VHS_SUPPORTED_PLATFORM (igvm_defs): `vtl` is highest_vtl, a virtual trust level of VSM's;
 * `shared-boundary` is shared_gpa_boundary, the address from which on memory is shared with the host.
 */
static bool read_platform_fields(struct image_parts *parts, yaml_node_t *node,
                                 struct platform_entry *out)
{
        yaml_node_t *type, *bit, *vtl, *boundary;
        const struct field fields[] = {
                { "type", &type, true },
                { "bit", &bit, false },
                { "vtl", &vtl, false },
                { "shared-boundary", &boundary, false },
        };
        struct source *source = &parts->source;

        *out = (struct platform_entry){ .node = node, .bit = ANY_BIT };
        return source_fields(source, node, "platforms", FIELDS(fields)) &&
               source_word(source, type, "type", image_platform_words, &out->type) &&
               (!bit || source_number(source, bit, "bit", 0, 31, &out->bit)) &&
               (!vtl || source_number(source, vtl, "vtl", 0, 2, &out->vtl)) &&
               optional_number(parts, boundary, "shared-boundary", UINT64_MAX, &out->boundary);
}

/* Bits that entries ask for are theirs; the others get what is left, from the lowest on. */
static bool choose_bits(struct image_parts *parts, struct platform_entry *entries, size_t count)
{
        bool good = true;

        for (size_t i = 0; i < count; i++) {
                if (entries[i].bit == ANY_BIT)
                        continue;
                if (parts->all_masks & UINT32_C(1) << entries[i].bit)
                        good = source_fault(&parts->source, entries[i].node,
                                            "bit: found %u twice; expected another for each "
                                            "platform",
                                            entries[i].bit);
                parts->all_masks |= UINT32_C(1) << entries[i].bit;
        }
        for (size_t i = 0; i < count; i++) {
                if (entries[i].bit != ANY_BIT)
                        continue;
                entries[i].bit = (uint32_t)__builtin_ctz(~parts->all_masks);
                parts->all_masks |= UINT32_C(1) << entries[i].bit;
        }
        return good;
}

/*
 * A compatibility mask of one bit: all other headers say by these bits for whom they are. The format has one
 * version of each platform, 1.
 */
static bool add_platform(struct image_parts *parts, const struct platform_entry *entry)
{
        const struct igvm_supported_platform body = {
                .highest_vtl = (uint8_t)entry->vtl,
                .platform_type = (uint8_t)entry->type,
                .platform_version = 1,
                .shared_gpa_boundary = entry->boundary,
        };
        const struct image_item item = { .type = IGVM_SUPPORTED_PLATFORM,
                                         .mask = UINT32_C(1) << entry->bit };

        if (parts->masks[entry->type])
                return source_fault(&parts->source, entry->node,
                                    "platforms: found a platform twice; expected it once");
        parts->masks[entry->type] = item.mask;
        return image_parts_add(parts, entry->node, item, &body);
}

/*
 * Bits are given when all entries are known, since a later one may ask for the bit that an earlier one would
 * get.
 */
static bool read_platforms(struct image_parts *parts, yaml_node_t *list)
{
        struct platform_entry entries[IGVM_PLATFORM_CCA + 1];
        size_t count = source_list(&parts->source, list, "platforms", IGVM_PLATFORM_CCA + 1);
        bool good = count != 0;

        for (size_t i = 0; i < count; i++)
                good &= read_platform_fields(parts, source_element(&parts->source, list, i),
                                             &entries[i]);
        good = good && choose_bits(parts, entries, count);
        for (size_t i = 0; good && i < count; i++)
                good = add_platform(parts, &entries[i]);
        return good;
}

/*
 * IGVM_VHS_GUEST_POLICY. For SEV-SNP it is POLICY of SNP_LAUNCH_START (SEV-SNP firmware ABI, guest policy);
 * its bits are not judged here, since for other platforms they mean other things.
 */
static bool read_policy(struct image_parts *parts, yaml_node_t *node)
{
        yaml_node_t *platforms, *policy;
        const struct field fields[] = { { "platforms", &platforms, false },
                                        { "policy", &policy, true } };
        struct image_item item = { .type = IGVM_GUEST_POLICY };
        struct igvm_guest_policy body = { 0 };

        return source_fields(&parts->source, node, "policies", FIELDS(fields)) &&
               image_parts_mask(parts, platforms, &item.mask) &&
               source_number64(&parts->source, policy, "policy", UINT64_MAX, &body.policy) &&
               image_parts_add(parts, node, item, &body);
}

/* Words for IGVM_VHS_PARAMETER's types; the loader fills in what each is about. */
static bool read_parameter(struct image_parts *parts, yaml_node_t *node)
{
        static const struct word types[] = {
                { "vp-count", IGVM_VP_COUNT },
                { "srat", IGVM_SRAT },
                { "madt", IGVM_MADT },
                { "mmio-ranges", IGVM_MMIO_RANGES },
                { "memory-map", IGVM_MEMORY_MAP },
                { "command-line", IGVM_COMMAND_LINE },
                { "slit", IGVM_SLIT },
                { "pptt", IGVM_PPTT },
                { "device-tree", IGVM_DEVICE_TREE },
                { "environment-info", IGVM_ENVIRONMENT_INFO },
        };
        yaml_node_t *type, *offset;
        const struct field fields[] = { { "type", &type, true }, { "offset", &offset, false } };
        struct image_item item = { .area = parts->area_count };
        struct igvm_parameter body = { 0 };

        return source_fields(&parts->source, node, "parameters", FIELDS(fields)) &&
               source_word(&parts->source, type, "type", WORDS(types), &item.type) &&
               (!offset || source_number(&parts->source, offset, "offset", 0, UINT32_MAX,
                                         &body.byte_offset)) &&
               image_parts_add(parts, node, item, &body);
}

/* Initial contents: the file, with zeros behind it. QEMU ignores them (backends/igvm.c). */
static bool fill_area(struct image_parts *parts, const yaml_node_t *node,
                      const struct igvm_parameter_area *body, struct image_item *item)
{
        const struct image_part_file *file;

        if (!image_parts_file(parts, node, &file))
                return false;
        if (file->file.size > body->number_of_bytes)
                return source_unexpected(
                        &parts->source, node, "file", "at most the area's %llu bytes, not %zu",
                        (unsigned long long)body->number_of_bytes, file->file.size);
        item->size = body->number_of_bytes;
        item->data = image_parts_padded(parts, node, file->file.data, file->file.size, item->size);
        return item->data != NULL;
}

/*
 * The area, its parameters, and its place in the guest: a loader fills an area, then copies it. The area has
 * no mask, the insert has: so the platforms of an entry are the insert's. A faulty entry takes a number too,
 * so that no later one is told about an area that is not its own.
 */
static bool read_area(struct image_parts *parts, yaml_node_t *node)
{
        yaml_node_t *platforms, *gpa, *size, *file, *parameters;
        const struct field fields[] = {
                { "platforms", &platforms, false },
                { "gpa", &gpa, true },
                { "size", &size, true },
                { "file", &file, false },
                { "parameters", &parameters, false },
        };
        struct source *source = &parts->source;
        struct image_item area = { .type = IGVM_PARAMETER_AREA, .area = parts->area_count };
        struct image_item insert = { .type = IGVM_PARAMETER_INSERT, .area = parts->area_count };
        struct igvm_parameter_area area_body = { 0 };
        struct igvm_parameter_insert insert_body = { 0 };
        bool good;

        good = source_fields(source, node, "areas", FIELDS(fields)) &&
               image_parts_mask(parts, platforms, &insert.mask) &&
               source_number64(source, gpa, "gpa", UINT64_MAX, &insert_body.gpa) &&
               source_number64(source, size, "size", UINT32_MAX, &area_body.number_of_bytes) &&
               (!file || fill_area(parts, file, &area_body, &area)) &&
               image_parts_add(parts, node, area, &area_body) &&
               each_entry(parts, parameters, "parameters", read_parameter) &&
               image_parts_add(parts, node, insert, &insert_body);
        parts->area_count++;
        return good;
}

/*
 * IGVM_VHS_REQUIRED_MEMORY: memory that must be there before the guest starts; 32 bits say how many bytes. It
 * is not measured.
 */
static bool read_required_memory(struct image_parts *parts, yaml_node_t *node)
{
        yaml_node_t *platforms, *gpa, *size, *protectable;
        const struct field fields[] = {
                { "platforms", &platforms, false },
                { "gpa", &gpa, true },
                { "size", &size, true },
                { "vtl2-protectable", &protectable, false },
        };
        struct source *source = &parts->source;
        struct image_item item = { .type = IGVM_REQUIRED_MEMORY };
        struct igvm_required_memory body = { 0 };
        bool flag = false;

        if (!source_fields(source, node, "required-memory", FIELDS(fields)) ||
            !image_parts_mask(parts, platforms, &item.mask) ||
            !source_number64(source, gpa, "gpa", UINT64_MAX, &body.gpa) ||
            !source_number(source, size, "size", 1, UINT32_MAX, &body.number_of_bytes) ||
            (protectable && !source_flag(source, protectable, "vtl2-protectable", &flag)))
                return false;
        body.flags = flag ? IGVM_MEMORY_VTL2_PROTECTABLE : 0;
        return image_parts_add(parts, node, item, &body);
}

/*
 * IGVM_VHS_ERROR_RANGE: where the guest leaves a text for its host if it cannot start. QEMU knows no such
 * header (backends/igvm.c), which is a note when the file is checked.
 */
static bool read_error_range(struct image_parts *parts, yaml_node_t *node)
{
        yaml_node_t *platforms, *gpa, *size;
        const struct field fields[] = { { "platforms", &platforms, false },
                                        { "gpa", &gpa, true },
                                        { "size", &size, true } };
        struct source *source = &parts->source;
        struct image_item item = { .type = IGVM_ERROR_RANGE };
        struct igvm_error_range body = { 0 };

        return source_fields(source, node, "error-ranges", FIELDS(fields)) &&
               image_parts_mask(parts, platforms, &item.mask) &&
               source_number64(source, gpa, "gpa", UINT64_MAX, &body.gpa) &&
               source_number(source, size, "size", 1, UINT32_MAX, &body.size_bytes) &&
               image_parts_add(parts, node, item, &body);
}

static bool is_in_memory(const struct image_item *item)
{
        union image_body body;

        if (image_item_type(item) != IGVM_VP_CONTEXT)
                return false;
        image_item_body(item, &body);
        return body.context.gpa != 0 && body.context.gpa != VMSA_LAUNCH_GPA;
}

/*
 * A save area in the guest's memory is given to KVM at once, while QEMU gathers pages: in front of them its place is the same for
 * every loader.
 */
static void put_save_areas_first(struct image_items *items)
{
        size_t front = 0;

        while (front < items->count && image_item_type(&items->list[front]) != IGVM_PAGE_DATA)
                front++;
        for (size_t i = front; i < items->count; i++) {
                struct image_item item = items->list[i];

                if (!is_in_memory(&item))
                        continue;
                memmove(&items->list[front + 1], &items->list[front], (i - front) * sizeof(item));
                items->list[front++] = item;
        }
}

/* Masks come from the platforms: without them the rest cannot be understood. */
static bool read_sections(struct image_parts *parts, const struct top *top)
{
        bool good = read_format(parts, top->format) && read_architecture(parts, top->architecture);

        if (!read_platforms(parts, top->platforms))
                return false;
        good &= each_entry(parts, top->policies, "policies", read_policy);
        good &= each_entry(parts, top->required_memory, "required-memory", read_required_memory);
        good &= each_entry(parts, top->areas, "areas", read_area);
        good &= each_entry(parts, top->error_ranges, "error-ranges", read_error_range);
        good &= each_entry(parts, top->memory, "memory", image_parts_memory);
        good &= each_entry(parts, top->contexts, "contexts", image_parts_context);
        put_save_areas_first(&parts->items);
        return good;
}

/*
 * Every key by its name; one that is not in this table is refused. A text that is no YAML leaves nothing to
 * close.
 */
bool image_parts_load(struct image_parts *parts, const char *path, const void *text, size_t size,
                      FILE *errors)
{
        struct top top;
        const struct field fields[] = {
                { "format", &top.format, false },
                { "architecture", &top.architecture, false },
                { "platforms", &top.platforms, true },
                { "policies", &top.policies, false },
                { "areas", &top.areas, false },
                { "required-memory", &top.required_memory, false },
                { "error-ranges", &top.error_ranges, false },
                { "memory", &top.memory, false },
                { "contexts", &top.contexts, false },
        };

        *parts = (struct image_parts){ .path = path };
        if (!source_open(&parts->source, path, text, size, errors)) {
                parts->source = (struct source){ 0 };
                return false;
        }
        return source_fields(&parts->source, source_root(&parts->source), "parts",
                             FIELDS(fields)) &&
               read_sections(parts, &top);
}

/* Bodies and nodes go with the source, files with their list. What it leaves can be freed again. */
void image_parts_free(struct image_parts *parts)
{
        while (parts->files) {
                struct image_part_file *next = parts->files->next;

                file_free(&parts->files->file);
                free(parts->files);
                parts->files = next;
        }
        image_items_free(&parts->items);
        if (parts->source.file)
                source_close(&parts->source);
        *parts = (struct image_parts){ 0 };
}
