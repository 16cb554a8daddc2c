/*
 * lib/igvm/check_directive.c - the rules of directives (IGVM_VHT_RANGE_DIRECTIVE), but for the start states of processors. Each
 * rule's source is in rules.c.
 */
#include "lib/igvm/check_directive.h"

#include "lib/igvm/areas.h"
#include "lib/igvm/check_context.h"
#include "lib/igvm/ranges.h"
#include "lib/igvm/types.h"

#define PAGE_FLAGS (IGVM_PAGE_IS_2MB | IGVM_PAGE_UNMEASURED | IGVM_PAGE_SHARED)

/* Parameters reach 32 bits far into their area. */
#define LARGEST_AREA (UINT64_C(1) << 32)

static bool is_range(uint64_t gpa, uint64_t size)
{
        return size != 0 && size <= UINT64_MAX - gpa;
}

/* The area's index is in the table unless the workspace was too small for it. */
static bool area_is_new(struct igvm_check *check, const struct igvm_area *area)
{
        if (!area)
                return igvm_require(check, false, IGVM_WORKSPACE_TOO_SMALL);
        return igvm_require(check, !area->declared, IGVM_DUPLICATE_AREA);
}

/* Declared once, a whole number of pages, and its first contents lie in the file if it has any. */
static bool check_area(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_parameter_area declared;
        struct igvm_area *area;

        igvm_body(header, &declared, sizeof(declared));
        area = igvm_area_of(check->file, declared.parameter_area_index);
        if (!igvm_require(check, igvm_page_aligned(declared.number_of_bytes), IGVM_NOT_ALIGNED) ||
            !igvm_require(check, declared.number_of_bytes != 0, IGVM_BAD_RANGE) ||
            !igvm_require(check, declared.number_of_bytes <= LARGEST_AREA, IGVM_AREA_TOO_LARGE) ||
            !igvm_require(check,
                          declared.file_offset == 0 ||
                                  igvm_in_file_data(check, declared.file_offset,
                                                    declared.number_of_bytes),
                          IGVM_OUTSIDE_FILE_DATA) ||
            !area_is_new(check, area))
                return false;
        area->size = declared.number_of_bytes;
        area->file_offset = declared.file_offset;
        area->declared = true;
        return true;
}

/* The area that a header uses: declared in front of it, and not inserted yet. */
static bool find_area(struct igvm_check *check, uint32_t index, struct igvm_area **out)
{
        struct igvm_area *area = igvm_area_of(check->file, index);

        *out = area;
        if (!area || !area->declared)
                return igvm_require(check, false, IGVM_UNKNOWN_AREA);
        return igvm_require(check, !area->inserted, IGVM_AREA_INSERTED);
}

static bool is_number(uint32_t type)
{
        return type == IGVM_VP_COUNT || type == IGVM_ENVIRONMENT_INFO;
}

/* Those that QEMU fills in. It writes them to the start of their area, whatever the offset is, and fails if they do not fit. */
static bool is_table_of_qemu(uint32_t type)
{
        return type == IGVM_MEMORY_MAP || type == IGVM_MADT;
}

/*
 * A number has to fit behind its offset. Of a table nobody knows the size but the host, so that no more than room for its least
 * is asked for, and by the strict level alone.
 */
static bool check_parameter(struct igvm_check *check, const struct igvm_header *header)
{
        const struct igvm_type *type = igvm_type_find(header->type);
        struct igvm_parameter parameter;
        struct igvm_area *area;
        bool fits;

        igvm_body(header, &parameter, sizeof(parameter));
        if (!find_area(check, parameter.parameter_area_index, &area))
                return false;
        fits = parameter.byte_offset <= area->size &&
               type->parameter_size <= area->size - parameter.byte_offset;
        return igvm_require(check, fits,
                            is_number(header->type) ? IGVM_PARAMETER_OUTSIDE
                                                    : IGVM_TABLE_OUTSIDE) &&
               igvm_require(check, !is_table_of_qemu(header->type) || area->size != 0,
                            IGVM_TABLE_WITHOUT_ROOM) &&
               igvm_require(check, !is_table_of_qemu(header->type) || parameter.byte_offset == 0,
                            IGVM_TABLE_OFFSET);
}

static bool hits_page_tables(const struct igvm_check *check, uint64_t gpa, uint32_t mask)
{
        for (uint32_t rest = mask & check->page_table_masks; rest != 0; rest &= rest - 1) {
                unsigned int bit = (unsigned int)__builtin_ctz(rest);

                if (gpa >= check->page_tables[bit].start && gpa < check->page_tables[bit].end)
                        return true;
        }
        return false;
}

/* The reference drops an insertion for no platform: then the area may be used further. */
static bool check_insert(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_parameter_insert insert;
        struct igvm_area *area;

        igvm_body(header, &insert, sizeof(insert));
        if (!igvm_require(check, igvm_page_aligned(insert.gpa), IGVM_NOT_ALIGNED))
                return false;
        if (insert.compatibility_mask == 0)
                return true;
        if (!find_area(check, insert.parameter_area_index, &area) ||
            !igvm_require(check, is_range(insert.gpa, area->size), IGVM_BAD_RANGE) ||
            !igvm_require(check, !hits_page_tables(check, insert.gpa, insert.compatibility_mask),
                          IGVM_INSERT_IN_PAGE_TABLES))
                return false;
        area->inserted = true;
        area->gpa = insert.gpa;
        area->mask = insert.compatibility_mask;
        return igvm_add_range(check, (struct igvm_range){ .start = insert.gpa,
                                                          .end = insert.gpa + area->size,
                                                          .mask = insert.compatibility_mask,
                                                          .first_header = header->index,
                                                          .space = IGVM_SPACE_MEMORY });
}

/* The host knows secrets and CPUID pages on SEV-SNP alone; without isolation QEMU loads them like others. */
static bool needs_snp(const struct igvm_check *check, const struct igvm_page_data *page)
{
        return page->data_type != IGVM_PAGE_NORMAL &&
               (page->compatibility_mask & (check->platform_masks[IGVM_PLATFORM_SEV] |
                                            check->platform_masks[IGVM_PLATFORM_SEV_ES]));
}

/* The reference reads 4 KiB of data for a large page too; who loads the page reads 2 MiB, so that this is asked for at all levels. */
static bool check_page(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_page_data page;
        uint64_t size;

        igvm_body(header, &page, sizeof(page));
        size = igvm_page_size(&page);
        return igvm_require(check, page.reserved == 0, IGVM_RESERVED_NOT_ZERO) &&
               igvm_require(check, !(page.flags & ~(uint32_t)PAGE_FLAGS), IGVM_BAD_PAGE_FLAGS) &&
               igvm_require(check, page.data_type <= IGVM_PAGE_CPUID_XF, IGVM_BAD_PAGE_TYPE) &&
               igvm_require(check, !needs_snp(check, &page), IGVM_PAGE_TYPE_NEEDS_SNP) &&
               igvm_require(check, igvm_page_aligned(page.gpa), IGVM_NOT_ALIGNED) &&
               igvm_require(check, page.gpa % size == 0, IGVM_LARGE_PAGE_ALIGNMENT) &&
               igvm_require(check, is_range(page.gpa, size), IGVM_BAD_RANGE) &&
               igvm_require(check,
                            page.file_offset == 0 ||
                                    igvm_in_file_data(check, page.file_offset, IGVM_PAGE_SIZE),
                            IGVM_OUTSIDE_FILE_DATA) &&
               igvm_require(check,
                            page.file_offset == 0 ||
                                    igvm_in_file_data(check, page.file_offset, size),
                            IGVM_LARGE_PAGE_DATA) &&
               igvm_add_range(check, (struct igvm_range){ .start = page.gpa,
                                                          .end = page.gpa + size,
                                                          .mask = page.compatibility_mask,
                                                          .first_header = header->index,
                                                          .page_size = (uint32_t)size,
                                                          .space = IGVM_SPACE_MEMORY });
}

static bool check_required_memory(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_required_memory memory;

        igvm_body(header, &memory, sizeof(memory));
        return igvm_require(check, memory.reserved == 0, IGVM_RESERVED_NOT_ZERO) &&
               igvm_require(check, !(memory.flags & ~IGVM_MEMORY_VTL2_PROTECTABLE),
                            IGVM_UNUSED_BITS) &&
               igvm_require(check, igvm_page_aligned(memory.gpa | memory.number_of_bytes),
                            IGVM_NOT_ALIGNED) &&
               igvm_require(check, is_range(memory.gpa, memory.number_of_bytes), IGVM_BAD_RANGE);
}

static bool check_error_range(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_error_range range;

        igvm_body(header, &range, sizeof(range));
        return igvm_require(check, igvm_page_aligned(range.gpa), IGVM_NOT_ALIGNED) &&
               igvm_require(check, igvm_page_aligned(range.size_bytes), IGVM_ERROR_RANGE_SIZE) &&
               igvm_require(check, is_range(range.gpa, range.size_bytes), IGVM_BAD_RANGE);
}

static bool check_id_block(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_snp_id_block block;

        igvm_body(header, &block, sizeof(block));
        if (!igvm_require(check, igvm_is_zero(block.reserved, sizeof(block.reserved)),
                          IGVM_UNUSED_BITS) ||
            !igvm_require(check, block.author_key_enabled <= 1, IGVM_BAD_AUTHOR_KEY) ||
            !igvm_require(check, !(check->id_block_masks & block.compatibility_mask),
                          IGVM_DUPLICATE_ID_BLOCK))
                return false;
        check->id_block_masks |= block.compatibility_mask;
        return true;
}

bool igvm_check_directive(struct igvm_check *check, const struct igvm_header *header)
{
        switch (header->type) {
        case IGVM_PARAMETER_AREA:
                return check_area(check, header);
        case IGVM_PAGE_DATA:
                return check_page(check, header);
        case IGVM_PARAMETER_INSERT:
                return check_insert(check, header);
        case IGVM_VP_CONTEXT:
                return igvm_check_context(check, header);
        case IGVM_REQUIRED_MEMORY:
                return check_required_memory(check, header);
        case IGVM_SNP_ID_BLOCK:
                return check_id_block(check, header);
        case IGVM_ERROR_RANGE:
                return check_error_range(check, header);
        case IGVM_VBS_MEASUREMENT:
                return true;
        default:
                return check_parameter(check, header);
        }
}
