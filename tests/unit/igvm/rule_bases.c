/* tests/unit/igvm/rule_bases.c - see rule_bases.h. */
#include "tests/unit/igvm/rule_bases.h"

#include <string.h>

#include "lib/snp/vmsa.h"

#define ADD(base, header, type, ...)                                                           \
        do {                                                                                   \
                const __VA_ARGS__;                                                             \
                (base)->at[header] = builder_add(&(base)->builder, type, &body, sizeof(body)); \
        } while (0)

static void add_platform(struct base *base, enum base_header header, uint32_t mask, uint8_t type)
{
        ADD(base, header, IGVM_SUPPORTED_PLATFORM,
            struct igvm_supported_platform body = { mask, 0, type, 1, 0 });
}

static void hook(struct base *base, void (*add)(struct base *base))
{
        if (add)
                add(base);
}

void base_context(struct base *base, uint32_t mask, uint64_t gpa, uint32_t file_offset,
                  uint16_t vp_index)
{
        ADD(base, BASE_CONTEXT, IGVM_VP_CONTEXT,
            struct igvm_vp_context body = { gpa, mask, file_offset, vp_index, 0 });
}

uint32_t base_registers(struct base *base, const uint32_t *names, const uint8_t *vtls,
                        uint32_t count)
{
        const struct igvm_vbs_context vbs = { count };
        uint32_t offset = builder_data(&base->builder, &vbs, sizeof(vbs));

        for (uint32_t i = 0; i < count; i++) {
                const struct igvm_vbs_register one = { .vtl = vtls[i], .name = names[i] };

                builder_data(&base->builder, &one, sizeof(one));
        }
        return offset;
}

static void add_parameters(struct base *base, uint32_t mask)
{
        ADD(base, BASE_AREA, IGVM_PARAMETER_AREA,
            struct igvm_parameter_area body = { BASE_AREA_SIZE, BASE_AREA_INDEX, 0 });
        ADD(base, BASE_VP_COUNT, IGVM_VP_COUNT,
            struct igvm_parameter body = { BASE_AREA_INDEX, BASE_AREA_SIZE - 64 });
        ADD(base, BASE_MEMORY_MAP, IGVM_MEMORY_MAP,
            struct igvm_parameter body = { BASE_AREA_INDEX, 0 });
        ADD(base, BASE_INSERT, IGVM_PARAMETER_INSERT,
            struct igvm_parameter_insert body = { BASE_INSERT_GPA, mask, BASE_AREA_INDEX });
}

static void add_page(struct base *base, enum base_header header, uint64_t gpa, uint32_t mask,
                     uint32_t file_offset)
{
        ADD(base, header, IGVM_PAGE_DATA,
            struct igvm_page_data body = { gpa, mask, file_offset, 0, 0, 0 });
}

static void add_vmsa(struct base *base)
{
        struct vmsa vmsa = { .sev_features = SEV_FEATURE_SNP,
                             .cr4 = 0x40, /* MCE */
                             .rip = 0xfff0,
                             .xcr0 = 1 };
        uint32_t offset;

        base->context_at = base->builder.data_size;
        offset = builder_data(&base->builder, &vmsa, sizeof(vmsa));
        builder_data(&base->builder, NULL, IGVM_CONTEXT_SIZE - sizeof(vmsa));
        base_context(base, BASE_MASK_SNP, VMSA_LAUNCH_GPA, offset, 0);
}

struct base base_x64(const struct base_hooks *hooks)
{
        struct base base = { builder_start() };
        uint32_t data = builder_data(&base.builder, NULL, IGVM_PAGE_SIZE);

        add_platform(&base, BASE_PLATFORM_NATIVE, BASE_MASK_NATIVE, IGVM_PLATFORM_NATIVE);
        add_platform(&base, BASE_PLATFORM_SNP, BASE_MASK_SNP, IGVM_PLATFORM_SEV_SNP);
        ADD(&base, BASE_POLICY, IGVM_GUEST_POLICY,
            struct igvm_guest_policy body = { 0x30000, BASE_MASK_SNP, 0 });
        ADD(&base, BASE_POLICY_NATIVE, IGVM_GUEST_POLICY,
            struct igvm_guest_policy body = { 0, BASE_MASK_NATIVE, 0 });
        hook(&base, hooks->initialization);
        add_parameters(&base, BASE_MASK_SNP | BASE_MASK_NATIVE);
        ADD(&base, BASE_MEMORY, IGVM_REQUIRED_MEMORY,
            struct igvm_required_memory body = { 0, BASE_MASK_SNP, 0x400000, 0, 0 });
        ADD(&base, BASE_ID_BLOCK, IGVM_SNP_ID_BLOCK,
            struct igvm_snp_id_block body = { .compatibility_mask = BASE_MASK_SNP });
        add_page(&base, BASE_PAGE, BASE_PAGE_GPA, BASE_MASK_SNP, data);
        add_page(&base, BASE_PAGE_NATIVE, BASE_PAGE_GPA, BASE_MASK_NATIVE, 0);
        hook(&base, hooks->directives);
        add_vmsa(&base);
        return base;
}

struct base base_vbs(const struct base_hooks *hooks)
{
        static const uint32_t names[] = { 0x20010, 0x40002 };
        static const uint8_t vtls[] = { 0, 0 };
        struct base base = { builder_start() };

        add_platform(&base, BASE_PLATFORM_NATIVE, BASE_MASK_NATIVE, IGVM_PLATFORM_NATIVE);
        add_platform(&base, BASE_PLATFORM_SNP, BASE_MASK_SNP, IGVM_PLATFORM_VSM_ISOLATION);
        ADD(&base, BASE_RELOCATABLE, IGVM_RELOCATABLE_REGION,
            struct igvm_relocatable_region body = { BASE_MASK_SNP, 0, 0, 0, 0x1000, 0x400000,
                                                    0x10000, 0, 0x10000000 });
        ADD(&base, BASE_PAGE_TABLES, IGVM_PAGE_TABLE_RELOCATION,
            struct igvm_page_table_relocation body = { BASE_MASK_SNP, 0, 0, 0, BASE_TABLES_GPA,
                                                       0x3000, 0x1000 });
        hook(&base, hooks->initialization);
        add_parameters(&base, BASE_MASK_SNP);
        add_page(&base, BASE_PAGE, 0x400000, BASE_MASK_SNP, 0);
        base.context_at = base.builder.data_size;
        base_context(&base, BASE_MASK_SNP, 0, base_registers(&base, names, vtls, 2), 0);
        hook(&base, hooks->directives);
        return base;
}

struct base base_cca(const struct base_hooks *hooks)
{
        struct base base = { builder_start() };
        uint32_t data = builder_data(&base.builder, NULL, IGVM_PAGE_SIZE);

        base.builder.architecture = IGVM_ARCHITECTURE_AARCH64;
        add_platform(&base, BASE_PLATFORM_SNP, BASE_MASK_SNP, IGVM_PLATFORM_CCA);
        add_platform(&base, BASE_PLATFORM_NATIVE, BASE_MASK_NATIVE, IGVM_PLATFORM_VSM_ISOLATION);
        ADD(&base, BASE_CCA_POLICY, IGVM_CCA_POLICY,
            struct igvm_cca_policy body = { BASE_MASK_SNP, 0, 1, 2, 0, 0, { 0 } });
        hook(&base, hooks->initialization);
        add_page(&base, BASE_PAGE, BASE_PAGE_GPA, BASE_MASK_SNP, data);
        base_context(&base, BASE_MASK_SNP, 0, builder_data(&base.builder, NULL, IGVM_PAGE_SIZE), 0);
        hook(&base, hooks->directives);
        return base;
}

struct base base_bare(const struct base_hooks *hooks)
{
        struct base base = { builder_start() };

        add_platform(&base, BASE_PLATFORM_SNP, BASE_MASK_SNP, IGVM_PLATFORM_SEV_SNP);
        hook(&base, hooks->initialization);
        hook(&base, hooks->directives);
        return base;
}

void base_patch(struct base *base, enum base_header header, size_t offset, uint64_t value,
                size_t size)
{
        memcpy(base->builder.headers + base->at[header] + offset, &value, size);
}
