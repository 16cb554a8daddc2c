/*
 * tests/unit/igvm/rule_files.c - see rule_files.h.
 *
 * A case is a right file with a field changed, with headers added, or with its bytes damaged at the end. Some rules cannot be
 * broken alone: `otherwise` has what the other levels find.
 */
#include "tests/unit/igvm/rule_files.h"

#include <stdlib.h>
#include <string.h>

#include "lib/snp/vmsa.h"
#include "tests/unit/igvm/rule_bases.h"

struct field {
        enum base_header header;
        size_t offset; /* in the body */
        size_t size;   /* 0: no field is changed */
        uint64_t value;
};

/* A word of the fixed header that is not what it should be. */
struct word {
        size_t offset;
        uint32_t more; /* than it should be; 0: no word is changed */
};

struct rule_case {
        enum igvm_rule rule;
        struct base (*base)(const struct base_hooks *hooks);
        struct field field;
        struct base_hooks hooks;
        void (*change)(struct base *base);
        struct word word;
        void (*damage)(uint8_t *file, size_t *size);
        enum igvm_rule otherwise[IGVM_LEVEL_COUNT];
        bool without_workspace;
};

#define FIELD(header, structure, field, value)                                                     \
        {                                                                                          \
                header, offsetof(struct structure, field), sizeof(((struct structure *)0)->field), \
                        value                                                                      \
        }
#define ADD(base, type, ...)                                                    \
        do {                                                                    \
                const __VA_ARGS__;                                              \
                (void)builder_add(&(base)->builder, type, &body, sizeof(body)); \
        } while (0)

static void change_word(uint8_t *file, size_t size, struct word change)
{
        uint32_t word;

        memcpy(&word, file + change.offset, sizeof(word));
        word += change.more;
        memcpy(file + change.offset, &word, sizeof(word));
        builder_seal(file, size);
}

static void cut_file(uint8_t *file, size_t *size)
{
        (void)file;
        *size = 20;
}

static void change_checksum(uint8_t *file, size_t *size)
{
        (void)size;
        file[20] ^= 1;
}

/* Headers that begin 4 bytes later: the data leaves room for it. */
static void shift_headers(uint8_t *file, size_t *size)
{
        memmove(file + 36, file + 32, 2048);
        change_word(file, *size, (struct word){ 8, 4 });
}

static void remove_data(struct base *base)
{
        base->builder.data_offset = 0;
}

static void add_data(struct base *base)
{
        builder_data(&base->builder, NULL, IGVM_PAGE_SIZE);
}

static void add_zero_page(struct base *base)
{
        ADD(base, IGVM_PAGE_DATA, struct igvm_page_data body = { 0, BASE_MASK_SNP, 0, 0, 0, 0 });
}

static void add_optional(struct base *base)
{
        ADD(base, IGVM_REQUIRED_MEMORY | IGVM_TYPE_OPTIONAL,
            struct igvm_required_memory body = { 0, BASE_MASK_SNP, 0x1000, 0, 0 });
}

static void add_late_platform(struct base *base)
{
        ADD(base, IGVM_SUPPORTED_PLATFORM,
            struct igvm_supported_platform body = { 4, 0, IGVM_PLATFORM_TDX, 1, 0 });
}

static void add_unknown(struct base *base)
{
        ADD(base, 0x306, uint64_t body = 0);
}

static void add_short(struct base *base)
{
        ADD(base, IGVM_REQUIRED_MEMORY, uint64_t body[2] = { 0 });
}

static void add_error_range(struct base *base)
{
        ADD(base, IGVM_ERROR_RANGE,
            struct igvm_error_range body = { 0x300000, BASE_MASK_SNP, 0x1000 });
}

static void add_odd_error_range(struct base *base)
{
        ADD(base, IGVM_ERROR_RANGE,
            struct igvm_error_range body = { 0x300000, BASE_MASK_SNP, 0x800 });
}

static void remove_platform(struct base *base)
{
        base->builder.headers_size = 0;
        ADD(base, IGVM_PARAMETER_AREA, struct igvm_parameter_area body = { 0x1000, 0, 0 });
}

static void change_to_aarch64(struct base *base)
{
        base->builder.architecture = IGVM_ARCHITECTURE_AARCH64;
}

static void make_attributes_conflict(struct base *base)
{
        base_patch(base, BASE_CCA_POLICY,
                   offsetof(struct igvm_cca_policy, attributes_required_ones), 3, 8);
}

static void add_cca_policy(struct base *base)
{
        ADD(base, IGVM_CCA_POLICY,
            struct igvm_cca_policy body = { .compatibility_mask = BASE_MASK_SNP });
}

static void add_page_tables(struct base *base)
{
        ADD(base, IGVM_PAGE_TABLE_RELOCATION,
            struct igvm_page_table_relocation body = { BASE_MASK_SNP, 0, 0, 0, 0x700000, 0x1000,
                                                       0x1000 });
}

static void add_corim(struct base *base, uint32_t type, uint32_t file_offset)
{
        ADD(base, type, struct igvm_corim body = { BASE_MASK_SNP, file_offset, 100, 0 });
}

static void add_empty_corim(struct base *base)
{
        add_corim(base, IGVM_CORIM_DOCUMENT, 0);
}

static void add_two_corims(struct base *base)
{
        uint32_t data = builder_data(&base->builder, NULL, 104);

        add_corim(base, IGVM_CORIM_DOCUMENT, data);
        add_corim(base, IGVM_CORIM_DOCUMENT, data);
}

static void add_signature(struct base *base)
{
        add_corim(base, IGVM_CORIM_SIGNATURE, builder_data(&base->builder, NULL, 104));
}

static void add_second_area(struct base *base)
{
        ADD(base, IGVM_PARAMETER_AREA,
            struct igvm_parameter_area body = { 0x1000, BASE_AREA_INDEX, 0 });
}

static void add_late_parameter(struct base *base)
{
        ADD(base, IGVM_VP_COUNT, struct igvm_parameter body = { BASE_AREA_INDEX, 0 });
}

static void add_empty_area(struct base *base)
{
        ADD(base, IGVM_PARAMETER_AREA, struct igvm_parameter_area body = { 0, 8, 0 });
        ADD(base, IGVM_MEMORY_MAP, struct igvm_parameter body = { 8, 0 });
}

static void add_late_madt(struct base *base)
{
        ADD(base, IGVM_PARAMETER_AREA, struct igvm_parameter_area body = { 0x1000, 8, 0 });
        ADD(base, IGVM_MADT, struct igvm_parameter body = { 8, 8 });
}

static void put_secrets_into_sev_es(struct base *base)
{
        base_patch(base, BASE_PLATFORM_NATIVE,
                   offsetof(struct igvm_supported_platform, platform_type), IGVM_PLATFORM_SEV_ES,
                   1);
        base_patch(base, BASE_PAGE_NATIVE, offsetof(struct igvm_page_data, data_type),
                   IGVM_PAGE_SECRETS, 2);
}

static void add_large_page(struct base *base)
{
        ADD(base, IGVM_PAGE_DATA,
            struct igvm_page_data body = { 0x40000000, BASE_MASK_SNP, IGVM_PAGE_SIZE,
                                           IGVM_PAGE_IS_2MB, 0, 0 });
}

static void add_id_block(struct base *base)
{
        ADD(base, IGVM_SNP_ID_BLOCK,
            struct igvm_snp_id_block body = { .compatibility_mask = BASE_MASK_SNP });
}

static void add_native_context(struct base *base, uint64_t gpa, uint16_t index, uint8_t behind)
{
        size_t at = base->builder.data_size;
        uint32_t offset = builder_data(&base->builder, NULL, IGVM_CONTEXT_SIZE);

        base->builder.data[at + IGVM_NATIVE_CONTEXT_SIZE] = behind;
        base_context(base, BASE_MASK_NATIVE, gpa, offset, index);
}

static void add_good_native_context(struct base *base)
{
        add_native_context(base, 0, 0, 0);
}

static void change_to_version_1(struct base *base)
{
        base->builder.version = 1;
}

static void add_native_context_with_gpa(struct base *base)
{
        add_native_context(base, 0x1000, 0, 0);
}

static void add_native_context_with_tail(struct base *base)
{
        add_native_context(base, 0, 0, 1);
}

static void add_native_context_of_second_processor(struct base *base)
{
        add_native_context(base, 0, 1, 0);
}

static void change_to_sev(struct base *base)
{
        base_patch(base, BASE_PLATFORM_NATIVE,
                   offsetof(struct igvm_supported_platform, platform_type), IGVM_PLATFORM_SEV, 1);
}

static void add_second_vmsa(struct base *base)
{
        struct vmsa vmsa = { .sev_features = SEV_FEATURE_SNP, .cr4 = 0x40 }; /* MCE */
        uint32_t offset = builder_data(&base->builder, &vmsa, sizeof(vmsa));

        builder_data(&base->builder, NULL, IGVM_CONTEXT_SIZE - sizeof(vmsa));
        base_context(base, BASE_MASK_SNP, VMSA_LAUNCH_GPA, offset, 0);
}

/* A VBS context for VTL 1, with a second register. */
static void add_registers(struct base *base, uint32_t name, uint8_t vtl, uint32_t count,
                          unsigned int contexts)
{
        const uint32_t names[] = { 0x20010, name };
        const uint8_t vtls[] = { 1, vtl };
        uint32_t offset = base_registers(base, names, vtls, count);

        while (contexts--)
                base_context(base, BASE_MASK_SNP, 0, offset, 0);
}

static void add_no_registers(struct base *base)
{
        add_registers(base, 0, 1, 0, 1);
}

static void add_shared_registers(struct base *base)
{
        add_registers(base, 0x20011, 1, 2, 100);
}

static void add_registers_of_two_vtls(struct base *base)
{
        add_registers(base, 0x20011, 2, 2, 1);
}

static void add_unknown_register(struct base *base)
{
        add_registers(base, 0x20000, 1, 2, 1);
}

static void add_context_of_second_processor(struct base *base)
{
        add_registers(base, 0x20011, 1, 2, 1);
        base_patch(base, BASE_CONTEXT, offsetof(struct igvm_vp_context, vp_index), 1, 2);
}

static void write_behind_vmsa(struct base *base)
{
        base->builder.data[base->context_at + sizeof(struct vmsa)] = 1;
}

static void clear_snp_feature(struct base *base)
{
        base->builder.data[base->context_at + offsetof(struct vmsa, sev_features)] = 0;
}

static void set_cr2(struct base *base)
{
        base->builder.data[base->context_at + offsetof(struct vmsa, cr2)] = 1;
}

static void clear_mce(struct base *base)
{
        base->builder.data[base->context_at + offsetof(struct vmsa, cr4)] = 0x20;
}

#define PLATFORM(field, value) FIELD(BASE_PLATFORM_NATIVE, igvm_supported_platform, field, value)
#define REGION(field, value)   FIELD(BASE_RELOCATABLE, igvm_relocatable_region, field, value)
#define TABLES(field, value)   FIELD(BASE_PAGE_TABLES, igvm_page_table_relocation, field, value)
#define PAGE(field, value)     FIELD(BASE_PAGE, igvm_page_data, field, value)
#define CONTEXT(field, value)  FIELD(BASE_CONTEXT, igvm_vp_context, field, value)

#define NOT_OF_QEMU .otherwise = { [IGVM_AS_QEMU] = IGVM_TYPE_NOT_OF_QEMU }

static const struct rule_case cases[] = {
        { IGVM_OK, base_x64 },
        { IGVM_OK, base_x64, .hooks.directives = add_good_native_context },
        { IGVM_OK, base_vbs, NOT_OF_QEMU },
        { IGVM_OK, base_cca, NOT_OF_QEMU },
        { IGVM_TRUNCATED, base_x64, .damage = cut_file },
        { IGVM_BAD_MAGIC, base_x64, .word = { 0, 1 } },
        { IGVM_BAD_VERSION, base_x64, .word = { 4, 1 } },
        { IGVM_BAD_ARCHITECTURE, base_x64, .word = { 24, 2 } },
        { IGVM_BAD_PAGE_SIZE, base_x64, .word = { 28, 0xf000 } },
        { IGVM_BAD_FILE_SIZE, base_x64, .word = { 16, 8 } },
        { IGVM_HEADERS_OUTSIDE, base_x64, .word = { 12, 0x1000000 } },
        /* There the fixed header is read as a variable one, of type 0. */
        { IGVM_HEADERS_IN_FIXED_HEADER, base_x64, .word = { 8, (uint32_t)-8 },
          .otherwise = { [IGVM_AS_REFERENCE] = IGVM_HEADER_OUTSIDE,
                         [IGVM_AS_QEMU] = IGVM_HEADER_OUTSIDE } },
        { IGVM_HEADERS_NOT_ALIGNED, base_x64, .damage = shift_headers },
        { IGVM_NO_FILE_DATA, base_bare, .hooks.directives = add_zero_page, .change = remove_data },
        { IGVM_BAD_CHECKSUM, base_x64, .damage = change_checksum },
        { IGVM_HEADER_CUT, base_x64, .word = { 12, 4 } },
        { IGVM_HEADER_OUTSIDE, base_x64, .word = { 12, (uint32_t)-8 } },
        { IGVM_OPTIONAL_HEADER, base_x64, .hooks.directives = add_optional },
        { IGVM_SECTION_ORDER, base_x64, .hooks.directives = add_late_platform },
        { IGVM_UNKNOWN_TYPE, base_x64, .hooks.directives = add_unknown },
        { IGVM_BAD_LENGTH, base_x64, .hooks.directives = add_short },
        { IGVM_BAD_PADDING, base_x64, { BASE_CONTEXT, sizeof(struct igvm_vp_context), 1, 1 } },
        { IGVM_TYPE_NOT_OF_QEMU, base_x64, .hooks.directives = add_error_range },
        { IGVM_BAD_MASK, base_x64, FIELD(BASE_PAGE_NATIVE, igvm_page_data, compatibility_mask, 4) },
        { IGVM_RESERVED_NOT_ZERO, base_x64, FIELD(BASE_POLICY, igvm_guest_policy, reserved, 1) },
        { IGVM_UNUSED_BITS, base_x64, FIELD(BASE_MEMORY, igvm_required_memory, flags, 2) },
        { IGVM_NOT_ALIGNED, base_x64, PAGE(gpa, BASE_PAGE_GPA + 1) },
        { IGVM_BAD_RANGE, base_x64, PAGE(gpa, UINT64_MAX - 0xfff) },
        { IGVM_OUTSIDE_FILE_DATA, base_x64, PAGE(file_offset, 0xfffff000) },
        { IGVM_WORKSPACE_TOO_SMALL, base_x64, .without_workspace = true },
        { IGVM_NO_PLATFORM, base_bare, .hooks.directives = remove_platform, .change = add_data },
        { IGVM_PLATFORM_NOT_OF_QEMU, base_bare,
          FIELD(BASE_PLATFORM_SNP, igvm_supported_platform, platform_type, IGVM_PLATFORM_TDX),
          .hooks.directives = add_zero_page, .change = add_data },
        { IGVM_BAD_PLATFORM_MASK, base_x64, PLATFORM(compatibility_mask, 6) },
        { IGVM_BAD_PLATFORM_TYPE, base_x64, PLATFORM(platform_type, 7) },
        { IGVM_BAD_PLATFORM_VERSION, base_x64, PLATFORM(platform_version, 2) },
        { IGVM_BAD_HIGHEST_VTL, base_x64, PLATFORM(highest_vtl, 1) },
        { IGVM_BAD_SHARED_BOUNDARY, base_x64, PLATFORM(shared_gpa_boundary, 0x1000) },
        { IGVM_PLATFORM_ARCHITECTURE, base_x64, .change = change_to_aarch64 },
        { IGVM_DUPLICATE_PLATFORM, base_x64, PLATFORM(platform_type, IGVM_PLATFORM_SEV_SNP) },
        { IGVM_DUPLICATE_PLATFORM_MASK, base_x64, PLATFORM(compatibility_mask, BASE_MASK_SNP) },
        { IGVM_DUPLICATE_POLICY, base_x64,
          FIELD(BASE_POLICY_NATIVE, igvm_guest_policy, compatibility_mask, BASE_MASK_SNP) },
        { IGVM_CCA_POLICY_CONFLICT, base_cca, .change = make_attributes_conflict },
        { IGVM_CCA_POLICY_ARCHITECTURE, base_x64, .hooks.initialization = add_cca_policy },
        { IGVM_CCA_POLICY_PLATFORM, base_cca,
          FIELD(BASE_CCA_POLICY, igvm_cca_policy, compatibility_mask, BASE_MASK_NATIVE) },
        { IGVM_RELOCATION_ALIGNMENT, base_vbs, REGION(relocation_alignment, 0x800) },
        { IGVM_RELOCATION_VTL, base_vbs, REGION(vtl, 3) },
        { IGVM_RELOCATION_RANGE, base_vbs, REGION(relocation_region_size, 0) },
        { IGVM_RELOCATION_OVERLAP, base_vbs, REGION(relocation_region_gpa, BASE_TABLES_GPA) },
        { IGVM_PAGE_TABLES_OVERUSED, base_vbs, TABLES(used_size, 0x4000) },
        { IGVM_DUPLICATE_PAGE_TABLES, base_vbs, .hooks.initialization = add_page_tables },
        { IGVM_NO_MATCHING_CONTEXT, base_vbs, REGION(vp_index, 1) },
        { IGVM_CORIM_WITHOUT_DATA, base_x64, .hooks.initialization = add_empty_corim, NOT_OF_QEMU },
        { IGVM_DUPLICATE_CORIM, base_x64, .hooks.initialization = add_two_corims },
        { IGVM_CORIM_SIGNATURE_FIRST, base_x64, .hooks.initialization = add_signature },
        { IGVM_NO_DIRECTIVES, base_bare, .change = add_data },
        { IGVM_AREA_TOO_LARGE, base_x64,
          FIELD(BASE_AREA, igvm_parameter_area, number_of_bytes, UINT64_C(0x100001000)) },
        { IGVM_DUPLICATE_AREA, base_x64, .hooks.directives = add_second_area },
        { IGVM_UNKNOWN_AREA, base_x64,
          FIELD(BASE_VP_COUNT, igvm_parameter, parameter_area_index, 9) },
        { IGVM_AREA_INSERTED, base_x64, .hooks.directives = add_late_parameter },
        { IGVM_PARAMETER_OUTSIDE, base_x64,
          FIELD(BASE_VP_COUNT, igvm_parameter, byte_offset, BASE_AREA_SIZE - 3) },
        { IGVM_TABLE_OUTSIDE, base_x64,
          FIELD(BASE_MEMORY_MAP, igvm_parameter, byte_offset, BASE_AREA_SIZE - 23),
          .otherwise = { [IGVM_AS_QEMU] = IGVM_TABLE_OFFSET } },
        { IGVM_TABLE_WITHOUT_ROOM, base_x64, .hooks.directives = add_empty_area,
          .otherwise = { [IGVM_STRICT] = IGVM_BAD_RANGE } },
        { IGVM_TABLE_OFFSET, base_x64, FIELD(BASE_MEMORY_MAP, igvm_parameter, byte_offset, 24) },
        { IGVM_TABLE_OFFSET, base_x64, .hooks.directives = add_late_madt },
        { IGVM_INSERT_IN_PAGE_TABLES, base_vbs,
          FIELD(BASE_INSERT, igvm_parameter_insert, gpa, BASE_TABLES_GPA + 0x1000) },
        { IGVM_BAD_PAGE_FLAGS, base_x64, PAGE(flags, 8) },
        { IGVM_BAD_PAGE_TYPE, base_x64, PAGE(data_type, 4) },
        { IGVM_PAGE_TYPE_NEEDS_SNP, base_x64, .change = put_secrets_into_sev_es },
        { IGVM_LARGE_PAGE_ALIGNMENT, base_x64,
          FIELD(BASE_PAGE_NATIVE, igvm_page_data, flags, IGVM_PAGE_IS_2MB) },
        { IGVM_LARGE_PAGE_DATA, base_x64, .hooks.directives = add_large_page },
        { IGVM_OVERLAP, base_x64, PAGE(gpa, BASE_INSERT_GPA + 0x1000) },
        { IGVM_ERROR_RANGE_SIZE, base_x64, .hooks.directives = add_odd_error_range, NOT_OF_QEMU },
        { IGVM_BAD_AUTHOR_KEY, base_x64,
          FIELD(BASE_ID_BLOCK, igvm_snp_id_block, author_key_enabled, 2) },
        { IGVM_DUPLICATE_ID_BLOCK, base_x64, .hooks.directives = add_id_block },
        { IGVM_CONTEXT_PLATFORM, base_x64,
          CONTEXT(compatibility_mask, BASE_MASK_SNP | BASE_MASK_NATIVE) },
        { IGVM_CONTEXT_VERSION, base_x64, .hooks.directives = add_good_native_context,
          .change = change_to_version_1 },
        { IGVM_CONTEXT_GPA, base_x64, .hooks.directives = add_native_context_with_gpa },
        { IGVM_CONTEXT_TAIL, base_x64, .hooks.directives = add_native_context_with_tail },
        { IGVM_DUPLICATE_CONTEXT, base_x64, .hooks.directives = add_second_vmsa },
        { IGVM_NO_REGISTERS, base_vbs, .hooks.directives = add_no_registers },
        { IGVM_TOO_MANY_REGISTERS, base_vbs, .hooks.directives = add_shared_registers },
        { IGVM_REGISTER_VTL, base_vbs, .hooks.directives = add_registers_of_two_vtls },
        { IGVM_UNKNOWN_REGISTER, base_vbs, .hooks.directives = add_unknown_register },
        { IGVM_VBS_CONTEXT_INDEX, base_vbs, .hooks.directives = add_context_of_second_processor },
        { IGVM_NATIVE_CONTEXT_INDEX, base_x64,
          .hooks.directives = add_native_context_of_second_processor },
        { IGVM_SEV_CONTEXT, base_x64, .hooks.directives = add_good_native_context,
          .change = change_to_sev },
        { IGVM_VMSA_TAIL, base_x64, .change = write_behind_vmsa },
        { IGVM_VMSA_GPA, base_x64, CONTEXT(gpa, 0x400000) },
        { IGVM_VMSA_FEATURES, base_x64, .change = clear_snp_feature },
        { IGVM_VMSA_FIELDS, base_x64, .change = set_cr2 },
        { IGVM_VMSA_CR4, base_x64, .change = clear_mce },
};

size_t rule_file_count(void)
{
        return sizeof(cases) / sizeof(cases[0]);
}

struct rule_file rule_file_make(size_t index)
{
        const struct rule_case *one = &cases[index];
        struct base base = one->base(&one->hooks);
        struct rule_file file = { .rule = one->rule, .without_workspace = one->without_workspace };

        if (one->field.size)
                base_patch(&base, one->field.header, one->field.offset, one->field.value,
                           one->field.size);
        if (one->change)
                one->change(&base);
        file.data = builder_finish(&base.builder, &file.size);
        if (one->word.more)
                change_word(file.data, file.size, one->word);
        if (one->damage)
                one->damage(file.data, &file.size);
        memcpy(file.otherwise, one->otherwise, sizeof(file.otherwise));
        builder_free(&base.builder);
        return file;
}

enum igvm_rule rule_file_expected(const struct rule_file *file, enum igvm_level level)
{
        bool belongs = (igvm_rule_info(file->rule)->levels >> level & 1) != 0;

        return belongs ? file->rule : file->otherwise[level];
}
