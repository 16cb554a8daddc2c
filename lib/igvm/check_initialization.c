/*
 * lib/igvm/check_initialization.c - the rules of policies, relocation and CoRIM: IGVM_VHS_GUEST_POLICY, IGVM_VHS_RELOCATABLE_REGION,
 * IGVM_VHS_PAGE_TABLE_RELOCATION, IGVM_VHS_CORIM_DOCUMENT and _SIGNATURE, IGVM_VHS_CCA_POLICY.
 *
 * Each rule's source is in rules.c.
 */
#include "lib/igvm/check_initialization.h"

#include "lib/igvm/ranges.h"

#define RELOCATABLE_FLAGS \
        (IGVM_RELOCATABLE_IS_VTL2 | IGVM_RELOCATABLE_APPLY_RIP | IGVM_RELOCATABLE_APPLY_GDTR)
#define HIGHEST_VTL 2

/* One for a platform: two could not both be the launch's. */
static bool check_policy(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_guest_policy policy;

        igvm_body(header, &policy, sizeof(policy));
        if (!igvm_require(check, policy.reserved == 0, IGVM_RESERVED_NOT_ZERO) ||
            !igvm_require(check, !(check->policy_masks & policy.compatibility_mask),
                          IGVM_DUPLICATE_POLICY))
                return false;
        check->policy_masks |= policy.compatibility_mask;
        return true;
}

/* Realms of Arm CCA: a bit cannot have to be 0 and 1, and no other platform has such a policy. */
static bool check_cca_policy(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_cca_policy policy;
        uint32_t others;

        igvm_body(header, &policy, sizeof(policy));
        others = policy.compatibility_mask & ~check->platform_masks[IGVM_PLATFORM_CCA];
        if (!igvm_require(check,
                          policy.reserved == 0 &&
                                  igvm_is_zero(policy.reserved2, sizeof(policy.reserved2)),
                          IGVM_RESERVED_NOT_ZERO) ||
            !igvm_require(check,
                          !(policy.attributes_required_zeroes & policy.attributes_required_ones),
                          IGVM_CCA_POLICY_CONFLICT) ||
            !igvm_require(check,
                          policy.compatibility_mask == 0 ||
                                  check->file->extension.architecture == IGVM_ARCHITECTURE_AARCH64,
                          IGVM_CCA_POLICY_ARCHITECTURE) ||
            !igvm_require(check, others == 0, IGVM_CCA_POLICY_PLATFORM) ||
            !igvm_require(check, !(check->policy_masks & policy.compatibility_mask),
                          IGVM_DUPLICATE_POLICY))
                return false;
        check->policy_masks |= policy.compatibility_mask;
        return true;
}

/* The reference keeps regions as inclusive ranges, which cannot be empty or pass the end. */
static bool add_region(struct igvm_check *check, uint64_t gpa, uint64_t size, uint32_t mask,
                       uint32_t header)
{
        if (mask == 0)
                return true;
        check->region_count++;
        return igvm_require(check, size != 0 && size <= UINT64_MAX - gpa, IGVM_RELOCATION_RANGE) &&
               igvm_add_range(check, (struct igvm_range){ .start = gpa,
                                                          .end = gpa + size,
                                                          .mask = mask,
                                                          .first_header = header,
                                                          .space = IGVM_SPACE_RELOCATION });
}

static bool is_aligned(const struct igvm_relocatable_region *region)
{
        uint64_t alignment = region->relocation_alignment;

        return alignment != 0 && igvm_page_aligned(alignment) &&
               igvm_page_aligned(region->relocation_region_size) &&
               region->relocation_region_gpa % alignment == 0 &&
               region->minimum_relocation_gpa % alignment == 0 &&
               region->maximum_relocation_gpa % alignment == 0;
}

static bool check_relocatable(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_relocatable_region region;

        igvm_body(header, &region, sizeof(region));
        return igvm_require(check, region.vtl <= HIGHEST_VTL, IGVM_RELOCATION_VTL) &&
               igvm_require(check, !(region.flags & ~RELOCATABLE_FLAGS), IGVM_UNUSED_BITS) &&
               igvm_require(check, is_aligned(&region), IGVM_RELOCATION_ALIGNMENT) &&
               add_region(check, region.relocation_region_gpa, region.relocation_region_size,
                          region.compatibility_mask, header->index);
}

/* Remembered by bit of the mask, since parameters may not be inserted there (check_directive.c). */
static void note_page_tables(struct igvm_check *check,
                             const struct igvm_page_table_relocation *tables)
{
        check->page_table_masks |= tables->compatibility_mask;
        for (uint32_t rest = tables->compatibility_mask; rest != 0; rest &= rest - 1) {
                check->page_tables[__builtin_ctz(rest)].start = tables->gpa;
                check->page_tables[__builtin_ctz(rest)].end = tables->gpa + tables->size;
        }
}

static bool check_page_tables(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_page_table_relocation tables;

        igvm_body(header, &tables, sizeof(tables));
        if (!igvm_require(check, tables.reserved == 0, IGVM_RESERVED_NOT_ZERO) ||
            !igvm_require(check, tables.vtl <= HIGHEST_VTL, IGVM_RELOCATION_VTL) ||
            !igvm_require(check, igvm_page_aligned(tables.gpa | tables.size | tables.used_size),
                          IGVM_NOT_ALIGNED) ||
            !igvm_require(check, tables.used_size <= tables.size, IGVM_PAGE_TABLES_OVERUSED) ||
            !igvm_require(check, !(check->page_table_masks & tables.compatibility_mask),
                          IGVM_DUPLICATE_PAGE_TABLES) ||
            !add_region(check, tables.gpa, tables.size, tables.compatibility_mask, header->index))
                return false;
        note_page_tables(check, &tables);
        return true;
}

/* A signature is of the document in front of it, for the same platforms. */
static bool check_corim(struct igvm_check *check, const struct igvm_header *header)
{
        bool is_signature = header->type == IGVM_CORIM_SIGNATURE;
        struct igvm_corim corim;
        uint32_t *seen = &check->corim_masks[is_signature];

        igvm_body(header, &corim, sizeof(corim));
        if (!igvm_require(check, corim.reserved == 0, IGVM_RESERVED_NOT_ZERO) ||
            !igvm_require(check, corim.file_offset != 0 && corim.size_bytes != 0,
                          IGVM_CORIM_WITHOUT_DATA) ||
            !igvm_require(check,
                          corim.file_offset == 0 ||
                                  igvm_in_file_data(check, corim.file_offset, corim.size_bytes),
                          IGVM_OUTSIDE_FILE_DATA) ||
            !igvm_require(check, !(*seen & corim.compatibility_mask), IGVM_DUPLICATE_CORIM) ||
            !igvm_require(check,
                          !is_signature || !(corim.compatibility_mask & ~check->corim_masks[0]),
                          IGVM_CORIM_SIGNATURE_FIRST))
                return false;
        *seen |= corim.compatibility_mask;
        return true;
}

bool igvm_check_initialization(struct igvm_check *check, const struct igvm_header *header)
{
        switch (header->type) {
        case IGVM_GUEST_POLICY:
                return check_policy(check, header);
        case IGVM_RELOCATABLE_REGION:
                return check_relocatable(check, header);
        case IGVM_PAGE_TABLE_RELOCATION:
                return check_page_tables(check, header);
        case IGVM_CCA_POLICY:
                return check_cca_policy(check, header);
        default:
                return check_corim(check, header);
        }
}
