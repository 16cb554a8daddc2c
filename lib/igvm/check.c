/*
 * lib/igvm/check.c - which rule a header breaks.
 *
 * Each function judges one type. What is remembered about a header is remembered when it has passed.
 */
#include "lib/igvm/check.h"

#include "lib/igvm/check_directive.h"
#include "lib/igvm/check_initialization.h"
#include "lib/igvm/ranges.h"
#include "lib/igvm/types.h"

static bool has_one_bit(uint32_t mask)
{
        return mask != 0 && (mask & (mask - 1)) == 0;
}

/* VBS knows both architectures, the others one each. */
static bool is_of_architecture(const struct igvm_file *file, uint8_t platform_type)
{
        if (platform_type == IGVM_PLATFORM_VSM_ISOLATION)
                return true;
        return (platform_type == IGVM_PLATFORM_CCA) ==
               (file->extension.architecture == IGVM_ARCHITECTURE_AARCH64);
}

static bool may_have_boundary(uint8_t platform_type)
{
        return platform_type != IGVM_PLATFORM_NATIVE &&
               platform_type != IGVM_PLATFORM_VSM_ISOLATION;
}

static bool platform_is_right(struct igvm_check *check,
                              const struct igvm_supported_platform *platform)
{
        uint8_t type = platform->platform_type;

        return igvm_require(check, has_one_bit(platform->compatibility_mask),
                            IGVM_BAD_PLATFORM_MASK) &&
               igvm_require(check, platform->highest_vtl == 0 || platform->highest_vtl == 2,
                            IGVM_BAD_HIGHEST_VTL) &&
               igvm_require(check, type < IGVM_PLATFORM_TYPES, IGVM_BAD_PLATFORM_TYPE) &&
               igvm_require(check, platform->platform_version == 1, IGVM_BAD_PLATFORM_VERSION) &&
               igvm_require(check, platform->shared_gpa_boundary == 0 || may_have_boundary(type),
                            IGVM_BAD_SHARED_BOUNDARY) &&
               igvm_require(check, is_of_architecture(check->file, type),
                            IGVM_PLATFORM_ARCHITECTURE) &&
               igvm_require(check, check->platform_masks[type] == 0, IGVM_DUPLICATE_PLATFORM) &&
               igvm_require(check, !(check->file->platform_masks & platform->compatibility_mask),
                            IGVM_DUPLICATE_PLATFORM_MASK);
}

static bool check_platform(struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_supported_platform platform;

        igvm_body(header, &platform, sizeof(platform));
        if (!platform_is_right(check, &platform))
                return false;
        check->platform_masks[platform.platform_type] = platform.compatibility_mask;
        check->platform_types[__builtin_ctz(platform.compatibility_mask)] = platform.platform_type;
        check->file->platform_masks |= platform.compatibility_mask;
        check->file->vbs_masks &= ~platform.compatibility_mask; /* the last one of a mask counts */
        if (platform.platform_type == IGVM_PLATFORM_VSM_ISOLATION)
                check->file->vbs_masks |= platform.compatibility_mask;
        return true;
}

enum igvm_rule igvm_check_header(struct igvm_check *check, const struct igvm_header *header)
{
        const struct igvm_type *type = igvm_type_find(header->type);
        uint32_t mask = igvm_mask(header);
        bool has_mask = type->mask_offset != IGVM_NO_MASK;

        if (header->type == IGVM_SUPPORTED_PLATFORM)
                return check_platform(check, header) ? IGVM_OK : check->broken;
        if (!igvm_require(check, !has_mask || (mask != 0 && !(mask & ~check->file->platform_masks)),
                          IGVM_BAD_MASK))
                return check->broken;
        if (header->type < IGVM_FIRST_DIRECTIVE)
                return igvm_check_initialization(check, header) ? IGVM_OK : check->broken;
        check->has_directives = check->has_directives || mask != 0;
        return igvm_check_directive(check, header) ? IGVM_OK : check->broken;
}

/* The two types that name a processor begin alike. */
static bool has_vbs_context(const struct igvm_check *check, const struct igvm_header *header)
{
        struct igvm_relocatable_region region = { 0 };

        igvm_body(header, &region, sizeof(region));
        return region.compatibility_mask == 0 ||
               ((region.compatibility_mask & check->platform_masks[IGVM_PLATFORM_VSM_ISOLATION]) &&
                region.vp_index == 0 && (check->vbs_vtls >> region.vtl & 1));
}

static bool check_regions(struct igvm_check *check, struct igvm_header *header)
{
        struct igvm_iterator iterator = igvm_iterate(check->file);

        if (check->region_count == 0)
                return true;
        while (igvm_next(&iterator, header))
                if ((header->type == IGVM_RELOCATABLE_REGION ||
                     header->type == IGVM_PAGE_TABLE_RELOCATION) &&
                    !igvm_require(check, has_vbs_context(check, header), IGVM_NO_MATCHING_CONTEXT))
                        return false;
        return true;
}

/* QEMU looks at a header when the reference has read the whole file and dropped what is for no platform. */
static bool check_types_of_qemu(struct igvm_check *check, struct igvm_header *header)
{
        struct igvm_iterator iterator = igvm_iterate(check->file);

        if (!igvm_applies(check, IGVM_TYPE_NOT_OF_QEMU))
                return true;
        while (igvm_next(&iterator, header)) {
                const struct igvm_type *type = igvm_type_find(header->type);

                if (!igvm_require(check, igvm_mask(header) == 0 || (type && type->of_qemu),
                                  IGVM_TYPE_NOT_OF_QEMU))
                        return false;
        }
        return true;
}

static void find_header(const struct igvm_file *file, uint32_t index, struct igvm_header *out)
{
        struct igvm_iterator iterator = igvm_iterate(file);

        while (igvm_next(&iterator, out) && out->index != index)
                ;
}

static bool has_platform_of_qemu(const struct igvm_check *check)
{
        const uint32_t *masks = check->platform_masks;

        return (masks[IGVM_PLATFORM_NATIVE] | masks[IGVM_PLATFORM_SEV] |
                masks[IGVM_PLATFORM_SEV_ES] | masks[IGVM_PLATFORM_SEV_SNP]) != 0;
}

enum igvm_rule igvm_check_end(struct igvm_check *check, struct igvm_header *header)
{
        uint32_t index;

        if (!igvm_require(check, check->file->platform_masks != 0, IGVM_NO_PLATFORM))
                return check->broken;
        if (!igvm_check_ranges(check, &index)) {
                find_header(check->file, index, header);
                return check->broken;
        }
        if (!check_regions(check, header) || !check_types_of_qemu(check, header))
                return check->broken;
        header->index = IGVM_NO_HEADER;
        return igvm_require(check, has_platform_of_qemu(check), IGVM_PLATFORM_NOT_OF_QEMU) &&
                               igvm_require(check, check->has_directives, IGVM_NO_DIRECTIVES)
                       ? IGVM_OK
                       : check->broken;
}
