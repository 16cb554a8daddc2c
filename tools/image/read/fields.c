/*
 * tools/image/read/fields.c - see fields.h. A structure is a table of its members: offsets and
 * sizes come from lib/igvm/format.h, which follows igvm_defs (IGVM_VHS_*;
 * github.com/microsoft/igvm), so that what is shown cannot differ from what is read. Names of
 * values and bits are what people call them, not igvm_defs's.
 */
#include "tools/image/read/fields.h"

#include <stdio.h>
#include <string.h>

#include "lib/snp/vmsa.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MEMBER(structure, member)                     \
        .offset = offsetof(struct structure, member), \
        .size = sizeof(((struct structure *)0)->member)
#define FIELD(structure, member, kind_)                                     \
        {                                                                   \
                .name = #member, .kind = (kind_), MEMBER(structure, member) \
        }
#define NAMED(structure, member, kind_, names_)                                                 \
        {                                                                                       \
                .name = #member, .kind = (kind_), MEMBER(structure, member), .names = (names_), \
                .name_count = COUNT(names_)                                                     \
        }
#define INSIDE(structure, name_, member, kind_)                             \
        {                                                                   \
                .name = (name_), .kind = (kind_), MEMBER(structure, member) \
        }
#define NUMBER(structure, member) FIELD(structure, member, IMAGE_FIELD_NUMBER)
#define HEX(structure, member)    FIELD(structure, member, IMAGE_FIELD_HEX)
#define BYTES(structure, member)  FIELD(structure, member, IMAGE_FIELD_BYTES)
#define MASK(structure)           FIELD(structure, compatibility_mask, IMAGE_FIELD_MASK)
#define LAYOUT(structure, fields)                               \
        {                                                       \
                fields, COUNT(fields), sizeof(struct structure) \
        }

/* By value: IgvmPlatformType. */
static const char *const platform_names[] = { "native", "VSM isolation", "SEV-SNP", "TDX",
                                              "SEV",    "SEV-ES",        "CCA" };
/* By value: IgvmPageDataType. */
static const char *const page_type_names[] = { "normal", "secrets", "CPUID", "CPUID XF" };
static const char *const page_flag_names[] = { "2 MiB", "unmeasured", "shared" };
static const char *const memory_flag_names[] = { "VTL2 protectable" };
static const char *const relocation_flag_names[] = { "VTL2", "apply to RIP", "apply to GDTR" };

/* IGVM_VHS_SUPPORTED_PLATFORM: the only mask that must have one bit. */
static const struct image_field supported_platform[] = {
        MASK(igvm_supported_platform),
        NUMBER(igvm_supported_platform, highest_vtl),
        NAMED(igvm_supported_platform, platform_type, IMAGE_FIELD_CHOICE, platform_names),
        NUMBER(igvm_supported_platform, platform_version),
        HEX(igvm_supported_platform, shared_gpa_boundary),
};
/* IGVM_VHS_GUEST_POLICY. Only the table of `dump` has names for its bits, and only for SEV-SNP's. */
static const struct image_field guest_policy[] = {
        HEX(igvm_guest_policy, policy),
        MASK(igvm_guest_policy),
        HEX(igvm_guest_policy, reserved),
};
static const struct image_field cca_policy[] = {
        MASK(igvm_cca_policy),
        HEX(igvm_cca_policy, reserved),
        HEX(igvm_cca_policy, attributes_required_zeroes),
        HEX(igvm_cca_policy, attributes_required_ones),
        NUMBER(igvm_cca_policy, hash_algorithm),
        NUMBER(igvm_cca_policy, lfa_policy),
        BYTES(igvm_cca_policy, reserved2),
};
/*
 * IGVM_VHS_RELOCATABLE_REGION: a loader may put it elsewhere between the two addresses, with the alignment.
 */
static const struct image_field relocatable_region[] = {
        MASK(igvm_relocatable_region),
        NUMBER(igvm_relocatable_region, vp_index),
        NUMBER(igvm_relocatable_region, vtl),
        NAMED(igvm_relocatable_region, flags, IMAGE_FIELD_FLAGS, relocation_flag_names),
        HEX(igvm_relocatable_region, relocation_alignment),
        HEX(igvm_relocatable_region, relocation_region_gpa),
        HEX(igvm_relocatable_region, relocation_region_size),
        HEX(igvm_relocatable_region, minimum_relocation_gpa),
        HEX(igvm_relocatable_region, maximum_relocation_gpa),
};
/*
 * IGVM_VHS_PAGE_TABLE_RELOCATION: page tables to adjust when a region is moved; `used_size` of `size` bytes
 * are tables.
 */
static const struct image_field page_table_relocation[] = {
        MASK(igvm_page_table_relocation),           NUMBER(igvm_page_table_relocation, vp_index),
        NUMBER(igvm_page_table_relocation, vtl),    HEX(igvm_page_table_relocation, reserved),
        HEX(igvm_page_table_relocation, gpa),       HEX(igvm_page_table_relocation, size),
        HEX(igvm_page_table_relocation, used_size),
};
static const struct image_field corim[] = {
        MASK(igvm_corim),
        HEX(igvm_corim, file_offset),
        NUMBER(igvm_corim, size_bytes),
        HEX(igvm_corim, reserved),
};
/* IGVM_VHS_PARAMETER_AREA has no mask: it is for the platforms of its inserts. */
static const struct image_field parameter_area[] = {
        HEX(igvm_parameter_area, number_of_bytes),
        NUMBER(igvm_parameter_area, parameter_area_index),
        HEX(igvm_parameter_area, file_offset),
};
/* IGVM_VHS_PAGE_DATA. A file_offset of 0 is a page of zeros, or one that somebody else fills. */
static const struct image_field page_data[] = {
        HEX(igvm_page_data, gpa),
        MASK(igvm_page_data),
        HEX(igvm_page_data, file_offset),
        NAMED(igvm_page_data, flags, IMAGE_FIELD_FLAGS, page_flag_names),
        NAMED(igvm_page_data, data_type, IMAGE_FIELD_CHOICE, page_type_names),
        HEX(igvm_page_data, reserved),
};
static const struct image_field parameter_insert[] = {
        HEX(igvm_parameter_insert, gpa),
        MASK(igvm_parameter_insert),
        NUMBER(igvm_parameter_insert, parameter_area_index),
};
/* IGVM_VHS_VP_CONTEXT: 20 bytes, so that the next header is 4 bytes of padding away. */
static const struct image_field vp_context[] = {
        HEX(igvm_vp_context, gpa),         MASK(igvm_vp_context),
        HEX(igvm_vp_context, file_offset), NUMBER(igvm_vp_context, vp_index),
        HEX(igvm_vp_context, reserved),
};
static const struct image_field required_memory[] = {
        HEX(igvm_required_memory, gpa),
        MASK(igvm_required_memory),
        HEX(igvm_required_memory, number_of_bytes),
        NAMED(igvm_required_memory, flags, IMAGE_FIELD_FLAGS, memory_flag_names),
        HEX(igvm_required_memory, reserved),
};
/* IGVM_VHS_PARAMETER: VP_COUNT, MEMORY_MAP and all the others. What the host will write is in no file. */
static const struct image_field parameter[] = {
        NUMBER(igvm_parameter, parameter_area_index),
        HEX(igvm_parameter, byte_offset),
};
/*
 * IGVM_VHS_SNP_ID_BLOCK: what SNP_LAUNCH_FINISH takes, without the policy. Numbers of the curve are
 * little-endian in 72 bytes, of which P-384 has need of 48.
 */
static const struct image_field snp_id_block[] = {
        MASK(igvm_snp_id_block),
        NUMBER(igvm_snp_id_block, author_key_enabled),
        BYTES(igvm_snp_id_block, reserved),
        BYTES(igvm_snp_id_block, launch_digest),
        BYTES(igvm_snp_id_block, family_id),
        BYTES(igvm_snp_id_block, image_id),
        NUMBER(igvm_snp_id_block, version),
        NUMBER(igvm_snp_id_block, guest_svn),
        NUMBER(igvm_snp_id_block, id_key_algorithm),
        NUMBER(igvm_snp_id_block, author_key_algorithm),
        INSIDE(igvm_snp_id_block, "id_key_signature_r", id_key_signature.r, IMAGE_FIELD_BYTES),
        INSIDE(igvm_snp_id_block, "id_key_signature_s", id_key_signature.s, IMAGE_FIELD_BYTES),
        INSIDE(igvm_snp_id_block, "id_public_key_curve", id_public_key.curve, IMAGE_FIELD_NUMBER),
        INSIDE(igvm_snp_id_block, "id_public_key_reserved", id_public_key.reserved,
               IMAGE_FIELD_HEX),
        INSIDE(igvm_snp_id_block, "id_public_key_qx", id_public_key.qx, IMAGE_FIELD_BYTES),
        INSIDE(igvm_snp_id_block, "id_public_key_qy", id_public_key.qy, IMAGE_FIELD_BYTES),
        INSIDE(igvm_snp_id_block, "author_key_signature_r", author_key_signature.r,
               IMAGE_FIELD_BYTES),
        INSIDE(igvm_snp_id_block, "author_key_signature_s", author_key_signature.s,
               IMAGE_FIELD_BYTES),
        INSIDE(igvm_snp_id_block, "author_public_key_curve", author_public_key.curve,
               IMAGE_FIELD_NUMBER),
        INSIDE(igvm_snp_id_block, "author_public_key_reserved", author_public_key.reserved,
               IMAGE_FIELD_HEX),
        INSIDE(igvm_snp_id_block, "author_public_key_qx", author_public_key.qx, IMAGE_FIELD_BYTES),
        INSIDE(igvm_snp_id_block, "author_public_key_qy", author_public_key.qy, IMAGE_FIELD_BYTES),
};
static const struct image_field vbs_measurement[] = {
        MASK(igvm_vbs_measurement),
        NUMBER(igvm_vbs_measurement, version),
        NUMBER(igvm_vbs_measurement, product_id),
        NUMBER(igvm_vbs_measurement, module_id),
        NUMBER(igvm_vbs_measurement, security_version),
        HEX(igvm_vbs_measurement, policy_flags),
        NUMBER(igvm_vbs_measurement, boot_digest_algorithm),
        NUMBER(igvm_vbs_measurement, signing_algorithm),
        BYTES(igvm_vbs_measurement, boot_measurement_digest),
        BYTES(igvm_vbs_measurement, signature),
        BYTES(igvm_vbs_measurement, public_key),
};
/* IGVM_VHS_ERROR_RANGE: shared memory in which the guest may tell its host what went wrong. */
static const struct image_field error_range[] = {
        HEX(igvm_error_range, gpa),
        MASK(igvm_error_range),
        HEX(igvm_error_range, size_bytes),
};

/* Parameters are all alike and have one layout behind this table. */
static const struct {
        uint32_t type;
        struct image_layout layout;
} layouts[] = {
        { IGVM_SUPPORTED_PLATFORM, LAYOUT(igvm_supported_platform, supported_platform) },
        { IGVM_GUEST_POLICY, LAYOUT(igvm_guest_policy, guest_policy) },
        { IGVM_RELOCATABLE_REGION, LAYOUT(igvm_relocatable_region, relocatable_region) },
        { IGVM_PAGE_TABLE_RELOCATION, LAYOUT(igvm_page_table_relocation, page_table_relocation) },
        { IGVM_CORIM_DOCUMENT, LAYOUT(igvm_corim, corim) },
        { IGVM_CORIM_SIGNATURE, LAYOUT(igvm_corim, corim) },
        { IGVM_CCA_POLICY, LAYOUT(igvm_cca_policy, cca_policy) },
        { IGVM_PARAMETER_AREA, LAYOUT(igvm_parameter_area, parameter_area) },
        { IGVM_PAGE_DATA, LAYOUT(igvm_page_data, page_data) },
        { IGVM_PARAMETER_INSERT, LAYOUT(igvm_parameter_insert, parameter_insert) },
        { IGVM_VP_CONTEXT, LAYOUT(igvm_vp_context, vp_context) },
        { IGVM_REQUIRED_MEMORY, LAYOUT(igvm_required_memory, required_memory) },
        { IGVM_SNP_ID_BLOCK, LAYOUT(igvm_snp_id_block, snp_id_block) },
        { IGVM_ERROR_RANGE, LAYOUT(igvm_error_range, error_range) },
        { IGVM_VBS_MEASUREMENT, LAYOUT(igvm_vbs_measurement, vbs_measurement) },
};
static const struct image_layout parameter_layout = LAYOUT(igvm_parameter, parameter);

/*
 * All parameters have the body of IGVM_VHS_PARAMETER; igvm_is_parameter() asks for a header, so one is made
 * of the type.
 */
const struct image_layout *image_header_layout(uint32_t type)
{
        const struct igvm_header header = { .type = type, .known = true };

        if (igvm_is_parameter(&header))
                return &parameter_layout;
        for (size_t i = 0; i < COUNT(layouts); i++)
                if (layouts[i].type == type)
                        return &layouts[i].layout;
        return NULL;
}

/*
 * The structures are packed and little-endian: byte by byte needs neither alignment nor a byte
 * order of ours.
 */
uint64_t image_field_value(const struct image_field *field, const uint8_t *bytes)
{
        uint64_t value = 0;

        for (uint16_t i = 0; i < field->size && i < sizeof(value); i++)
                value |= (uint64_t)bytes[field->offset + i] << (8 * i);
        return value;
}

const char *image_field_name(const struct image_field *field, uint64_t value)
{
        return value < field->name_count ? field->names[value] : NULL;
}

/* Reserved bytes are worth showing only if they are not what the format says, which is zero. */
bool image_field_is_idle(const struct image_field *field, const uint8_t *bytes)
{
        if (!strstr(field->name, "reserved"))
                return false;
        for (uint16_t i = 0; i < field->size; i++)
                if (bytes[field->offset + i] != 0)
                        return false;
        return true;
}

/*
 * Platform headers are the first section of the format: the first header of another type ends them. Of a
 * broken file only the headers in front of the fault are looked at.
 */
struct image_platforms image_platforms(const struct igvm_file *file)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct image_platforms platforms = { 0 };
        struct igvm_supported_platform platform;
        struct igvm_header header;

        while (iterator.index < file->header_count && igvm_next(&iterator, &header)) {
                if (header.type != IGVM_SUPPORTED_PLATFORM)
                        break;
                igvm_body(&header, &platform, sizeof(platform));
                if (platform.platform_type < COUNT(platforms.masks))
                        platforms.masks[platform.platform_type] = platform.compatibility_mask;
        }
        return platforms;
}

/* Cuts what does not fit: @size is for all platforms' names together. */
static void append(char *out, size_t size, const char *separator, const char *text)
{
        size_t length = strlen(out);

        snprintf(out + length, size - length, "%s%s", length ? separator : "", text);
}

/* Names in the order of igvm_defs's IgvmPlatformType, whatever the bits are. */
void image_platforms_text(const struct image_platforms *platforms, uint32_t mask, char *out,
                          size_t size)
{
        char rest[16];

        out[0] = '\0';
        for (uint32_t type = 0; type < COUNT(platforms->masks); type++) {
                if (!(mask & platforms->masks[type]))
                        continue;
                append(out, size, "+", igvm_platform_name(type));
                mask &= ~platforms->masks[type];
        }
        if (mask != 0) {
                snprintf(rest, sizeof(rest), "0x%x", mask);
                append(out, size, "+", rest);
        }
}
