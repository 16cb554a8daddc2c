/* lib/igvm/types.c - the table of header types. */
#include "lib/igvm/types.h"

#include "lib/igvm/format.h"
#include "lib/igvm/reader.h"

#define WITH_MASK(type, structure)                                               \
        {                                                                        \
                IGVM_##type, sizeof(struct structure),                           \
                        offsetof(struct structure, compatibility_mask), 0, #type \
        }
#define PARAMETER(type, size)                                                         \
        {                                                                             \
                IGVM_##type, sizeof(struct igvm_parameter), IGVM_NO_MASK, size, #type \
        }

static const struct igvm_type types[] = {
        WITH_MASK(SUPPORTED_PLATFORM, igvm_supported_platform),
        WITH_MASK(GUEST_POLICY, igvm_guest_policy),
        WITH_MASK(RELOCATABLE_REGION, igvm_relocatable_region),
        WITH_MASK(PAGE_TABLE_RELOCATION, igvm_page_table_relocation),
        WITH_MASK(CORIM_DOCUMENT, igvm_corim),
        WITH_MASK(CORIM_SIGNATURE, igvm_corim),
        WITH_MASK(CCA_POLICY, igvm_cca_policy),
        { IGVM_PARAMETER_AREA, sizeof(struct igvm_parameter_area), IGVM_NO_MASK, 0,
          "PARAMETER_AREA" },
        WITH_MASK(PAGE_DATA, igvm_page_data),
        WITH_MASK(PARAMETER_INSERT, igvm_parameter_insert),
        WITH_MASK(VP_CONTEXT, igvm_vp_context),
        WITH_MASK(REQUIRED_MEMORY, igvm_required_memory),
        PARAMETER(VP_COUNT, 4),
        PARAMETER(SRAT, 1),
        PARAMETER(MADT, 1),
        PARAMETER(MMIO_RANGES, IGVM_MMIO_RANGES_SIZE),
        WITH_MASK(SNP_ID_BLOCK, igvm_snp_id_block),
        PARAMETER(MEMORY_MAP, sizeof(struct igvm_memory_map_entry)),
        WITH_MASK(ERROR_RANGE, igvm_error_range),
        PARAMETER(COMMAND_LINE, 1),
        PARAMETER(SLIT, 1),
        PARAMETER(PPTT, 1),
        WITH_MASK(VBS_MEASUREMENT, igvm_vbs_measurement),
        PARAMETER(DEVICE_TREE, 1),
        PARAMETER(ENVIRONMENT_INFO, 4),
};

const struct igvm_type *igvm_type_find(uint32_t type)
{
        for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
                if (types[i].type == type)
                        return &types[i];
        return NULL;
}

const char *igvm_type_name(uint32_t type)
{
        const struct igvm_type *known = igvm_type_find(type);

        return known ? known->name : "unknown";
}
