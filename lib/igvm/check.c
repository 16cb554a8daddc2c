/*
 * lib/igvm/check.c - the rules of single headers and of headers together.
 *
 * Each check_ function judges one type. Nothing is remembered about a header before it has passed.
 */
#include "lib/igvm/check.h"

#include "lib/igvm/types.h"

#define PAGE_FLAGS_KNOWN (IGVM_PAGE_UNMEASURED | IGVM_PAGE_SHARED)

static bool is_page_aligned(uint64_t value)
{
        return value % IGVM_PAGE_SIZE == 0;
}

/* A range of guest-physical memory: whole pages, not empty, not wrapping. */
static enum igvm_rule check_range(uint64_t gpa, uint64_t size)
{
        if (!is_page_aligned(gpa) || !is_page_aligned(size))
                return IGVM_NOT_ALIGNED;
        return size == 0 || size > UINT64_MAX - gpa ? IGVM_BAD_RANGE : IGVM_OK;
}

/* Bytes in the file data, which begins behind the headers. */
static enum igvm_rule check_data(const struct igvm_check *check, uint32_t file_offset,
                                 uint64_t size)
{
        const struct igvm_file *file = check->file;

        if (file_offset < file->headers_end || file_offset > file->size ||
            size > file->size - file_offset)
                return IGVM_OUTSIDE_FILE_DATA;
        return IGVM_OK;
}

static bool has_one_bit(uint32_t mask)
{
        return mask != 0 && (mask & (mask - 1)) == 0;
}

static enum igvm_rule check_mask(const struct igvm_check *check, uint32_t mask)
{
        return mask == 0 || (mask & ~check->file->platform_masks) ? IGVM_BAD_MASK : IGVM_OK;
}

static enum igvm_rule check_platform(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_supported_platform platform;

        igvm_body(header, &platform, sizeof(platform));
        if (!has_one_bit(platform.compatibility_mask))
                return IGVM_BAD_PLATFORM_MASK;
        if (platform.platform_type > IGVM_PLATFORM_CCA || platform.platform_version != 1)
                return IGVM_BAD_PLATFORM_TYPE;
        if (check->platform_masks[platform.platform_type] != 0 ||
            (check->file->platform_masks & platform.compatibility_mask))
                return IGVM_DUPLICATE_PLATFORM;
        check->platform_masks[platform.platform_type] = platform.compatibility_mask;
        check->file->platform_masks |= platform.compatibility_mask;
        return IGVM_OK;
}

/* One header for each platform and kind: @seen has the masks of those that were there. */
static enum igvm_rule check_once(uint32_t mask, uint32_t *seen)
{
        if (*seen & mask)
                return IGVM_DUPLICATE_POLICY;
        *seen |= mask;
        return IGVM_OK;
}

static enum igvm_rule check_policy(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_guest_policy policy;

        igvm_body(header, &policy, sizeof(policy));
        if (policy.reserved != 0)
                return IGVM_RESERVED_NOT_ZERO;
        return check_once(policy.compatibility_mask, &check->policy_masks);
}

static enum igvm_rule check_corim(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_corim corim;

        igvm_body(header, &corim, sizeof(corim));
        if (corim.reserved != 0)
                return IGVM_RESERVED_NOT_ZERO;
        return check_data(check, corim.file_offset, corim.size_bytes);
}

static enum igvm_rule check_relocatable(const struct igvm_header *header)
{
        struct igvm_relocatable_region region;
        uint64_t alignment;

        igvm_body(header, &region, sizeof(region));
        alignment = region.relocation_alignment;
        if (alignment == 0 || !is_page_aligned(alignment) ||
            region.relocation_region_gpa % alignment != 0 ||
            region.minimum_relocation_gpa % alignment != 0 ||
            region.maximum_relocation_gpa % alignment != 0)
                return IGVM_NOT_ALIGNED;
        return check_range(region.relocation_region_gpa, region.relocation_region_size);
}

static enum igvm_rule check_page_tables(const struct igvm_header *header)
{
        struct igvm_page_table_relocation tables;

        igvm_body(header, &tables, sizeof(tables));
        if (tables.reserved != 0)
                return IGVM_RESERVED_NOT_ZERO;
        if (tables.used_size > tables.size)
                return IGVM_BAD_RANGE;
        return check_range(tables.gpa, tables.size);
}

static struct igvm_area *find_area(struct igvm_check *check, uint32_t index)
{
        for (uint32_t i = 0; i < check->area_count; i++)
                if (check->workspace->areas[i].index == index)
                        return &check->workspace->areas[i];
        return NULL;
}

static enum igvm_rule check_area(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_parameter_area area;
        enum igvm_rule rule;

        igvm_body(header, &area, sizeof(area));
        rule = check_range(0, area.number_of_bytes);
        if (rule == IGVM_OK && area.file_offset != 0)
                rule = check_data(check, area.file_offset, area.number_of_bytes);
        if (rule != IGVM_OK)
                return rule;
        if (find_area(check, area.parameter_area_index))
                return IGVM_DUPLICATE_AREA;
        if (check->area_count == check->workspace->area_capacity)
                return IGVM_WORKSPACE_TOO_SMALL;
        check->workspace->areas[check->area_count++] = (struct igvm_area){
                .index = area.parameter_area_index,
                .size = area.number_of_bytes,
        };
        return IGVM_OK;
}

static enum igvm_rule check_parameter(struct igvm_check *check, const struct igvm_header *header)
{
        const struct igvm_type *type = igvm_type_find(header->type);
        const struct igvm_area *area;
        struct igvm_parameter parameter;

        igvm_body(header, &parameter, sizeof(parameter));
        area = find_area(check, parameter.parameter_area_index);
        if (!area)
                return IGVM_UNKNOWN_AREA;
        if (area->inserted)
                return IGVM_AREA_INSERTED;
        if (parameter.byte_offset > area->size ||
            type->parameter_size > area->size - parameter.byte_offset)
                return IGVM_PARAMETER_OUTSIDE;
        return IGVM_OK;
}

static bool ranges_overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
        return a < b ? b - a < a_size : a - b < b_size;
}

/* Asks every page data header in front of @header; only where addresses do not ascend. */
static bool overlaps_page_data(const struct igvm_check *check, const struct igvm_header *header,
                               uint64_t gpa, uint64_t size, uint32_t mask)
{
        struct igvm_iterator iterator = igvm_iterate(check->file);
        struct igvm_header earlier;
        struct igvm_page_data page;

        while (igvm_next(&iterator, &earlier) && earlier.index < header->index) {
                if (earlier.type != IGVM_PAGE_DATA)
                        continue;
                igvm_body(&earlier, &page, sizeof(page));
                if ((page.compatibility_mask & mask) &&
                    ranges_overlap(gpa, size, page.gpa, IGVM_PAGE_SIZE))
                        return true;
        }
        return false;
}

static bool overlaps_inserts(const struct igvm_check *check, uint64_t gpa, uint64_t size,
                             uint32_t mask)
{
        for (uint32_t i = 0; i < check->area_count; i++) {
                const struct igvm_area *area = &check->workspace->areas[i];

                if (area->inserted && (area->mask & mask) &&
                    ranges_overlap(gpa, size, area->gpa, area->size))
                        return true;
        }
        return false;
}

/* True if, for every platform of @mask, all page data so far lies below @gpa. */
static bool above_page_data(const struct igvm_check *check, uint64_t gpa, uint32_t mask)
{
        for (unsigned int bit = 0; bit < 32; bit++)
                if ((mask & UINT32_C(1) << bit) && gpa < check->highest_page_end[bit])
                        return false;
        return true;
}

static enum igvm_rule check_free(const struct igvm_check *check, const struct igvm_header *header,
                                 uint64_t gpa, uint64_t size, uint32_t mask)
{
        if (overlaps_inserts(check, gpa, size, mask))
                return IGVM_OVERLAP;
        if (above_page_data(check, gpa, mask))
                return IGVM_OK;
        return overlaps_page_data(check, header, gpa, size, mask) ? IGVM_OVERLAP : IGVM_OK;
}

static enum igvm_rule check_insert(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_parameter_insert insert;
        struct igvm_area *area;
        enum igvm_rule rule;

        igvm_body(header, &insert, sizeof(insert));
        area = find_area(check, insert.parameter_area_index);
        if (!area)
                return IGVM_UNKNOWN_AREA;
        if (area->inserted)
                return IGVM_AREA_INSERTED;
        rule = check_range(insert.gpa, area->size);
        if (rule == IGVM_OK)
                rule = check_free(check, header, insert.gpa, area->size, insert.compatibility_mask);
        if (rule != IGVM_OK)
                return rule;
        area->inserted = true;
        area->gpa = insert.gpa;
        area->mask = insert.compatibility_mask;
        return IGVM_OK;
}

static void note_page(struct igvm_check *check, const struct igvm_page_data *page)
{
        uint64_t end = page->gpa + IGVM_PAGE_SIZE;

        for (unsigned int bit = 0; bit < 32; bit++)
                if ((page->compatibility_mask & UINT32_C(1) << bit) &&
                    check->highest_page_end[bit] < end)
                        check->highest_page_end[bit] = end;
}

static enum igvm_rule check_page(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_page_data page;
        enum igvm_rule rule;

        igvm_body(header, &page, sizeof(page));
        if (page.flags & ~(uint32_t)PAGE_FLAGS_KNOWN)
                return IGVM_BAD_PAGE_FLAGS;
        if (page.data_type > IGVM_PAGE_CPUID_XF)
                return IGVM_BAD_PAGE_TYPE;
        if (page.reserved != 0)
                return IGVM_RESERVED_NOT_ZERO;
        rule = check_range(page.gpa, IGVM_PAGE_SIZE);
        if (rule == IGVM_OK && page.file_offset != 0)
                rule = check_data(check, page.file_offset, IGVM_PAGE_SIZE);
        if (rule == IGVM_OK)
                rule = check_free(check, header, page.gpa, IGVM_PAGE_SIZE, page.compatibility_mask);
        if (rule == IGVM_OK)
                note_page(check, &page);
        return rule;
}

static uint64_t context_size(const struct igvm_check *check, uint32_t mask)
{
        const uint32_t *masks = check->platform_masks;

        if (mask & (masks[IGVM_PLATFORM_SEV_SNP] | masks[IGVM_PLATFORM_SEV_ES]))
                return IGVM_VMSA_SIZE;
        if (mask & masks[IGVM_PLATFORM_NATIVE])
                return IGVM_NATIVE_CONTEXT_SIZE;
        return 1;
}

static bool has_context(const struct igvm_check *check, const struct igvm_header *header,
                        const struct igvm_vp_context *context)
{
        struct igvm_iterator iterator = igvm_iterate(check->file);
        struct igvm_header earlier;
        struct igvm_vp_context other;

        while (igvm_next(&iterator, &earlier) && earlier.index < header->index) {
                if (earlier.type != IGVM_VP_CONTEXT)
                        continue;
                igvm_body(&earlier, &other, sizeof(other));
                if ((other.compatibility_mask & context->compatibility_mask) &&
                    other.vp_index == context->vp_index)
                        return true;
        }
        return false;
}

static enum igvm_rule check_context(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_vp_context context;
        enum igvm_rule rule;

        igvm_body(header, &context, sizeof(context));
        if (context.reserved != 0)
                return IGVM_RESERVED_NOT_ZERO;
        if (!is_page_aligned(context.gpa))
                return IGVM_NOT_ALIGNED;
        rule = check_data(check, context.file_offset,
                          context_size(check, context.compatibility_mask));
        if (rule != IGVM_OK)
                return rule;
        return has_context(check, header, &context) ? IGVM_DUPLICATE_POLICY : IGVM_OK;
}

static enum igvm_rule check_required_memory(const struct igvm_header *header)
{
        struct igvm_required_memory memory;

        igvm_body(header, &memory, sizeof(memory));
        if (memory.reserved != 0 || (memory.flags & ~IGVM_MEMORY_VTL2_PROTECTABLE))
                return IGVM_RESERVED_NOT_ZERO;
        return check_range(memory.gpa, memory.number_of_bytes);
}

static enum igvm_rule check_error_range(const struct igvm_header *header)
{
        struct igvm_error_range range;

        igvm_body(header, &range, sizeof(range));
        return check_range(range.gpa, range.size_bytes);
}

static enum igvm_rule check_id_block(struct igvm_check *check, const struct igvm_header *header)
{
        static const uint8_t zeros[3];
        struct igvm_snp_id_block block;

        igvm_body(header, &block, sizeof(block));
        if (block.author_key_enabled > 1 || memcmp(block.reserved, zeros, sizeof(zeros)) != 0)
                return IGVM_RESERVED_NOT_ZERO;
        return check_once(block.compatibility_mask, &check->id_block_masks);
}

static enum igvm_rule check_initialization(struct igvm_check *check,
                                           const struct igvm_header *header)
{
        switch (header->type) {
        case IGVM_GUEST_POLICY:
                return check_policy(check, header);
        case IGVM_RELOCATABLE_REGION:
                return check_relocatable(header);
        case IGVM_PAGE_TABLE_RELOCATION:
                return check_page_tables(header);
        case IGVM_CORIM_DOCUMENT:
        case IGVM_CORIM_SIGNATURE:
                return check_corim(check, header);
        default:
                return IGVM_OK;
        }
}

static enum igvm_rule check_directive(struct igvm_check *check, const struct igvm_header *header)
{
        switch (header->type) {
        case IGVM_PARAMETER_AREA:
                return check_area(check, header);
        case IGVM_PAGE_DATA:
                return check_page(check, header);
        case IGVM_PARAMETER_INSERT:
                return check_insert(check, header);
        case IGVM_VP_CONTEXT:
                return check_context(check, header);
        case IGVM_REQUIRED_MEMORY:
                return check_required_memory(header);
        case IGVM_SNP_ID_BLOCK:
                return check_id_block(check, header);
        case IGVM_ERROR_RANGE:
                return check_error_range(header);
        case IGVM_VBS_MEASUREMENT:
                return IGVM_OK;
        default:
                return check_parameter(check, header);
        }
}

enum igvm_rule igvm_check_header(struct igvm_check *check, const struct igvm_header *header)
{
        enum igvm_rule rule;

        if (header->type == IGVM_SUPPORTED_PLATFORM)
                return check_platform(check, header);
        rule = igvm_type_find(header->type)->mask_offset == IGVM_NO_MASK
                       ? IGVM_OK
                       : check_mask(check, igvm_mask(header));
        if (rule != IGVM_OK)
                return rule;
        return header->type < IGVM_FIRST_DIRECTIVE ? check_initialization(check, header)
                                                   : check_directive(check, header);
}
