/*
 * lib/igvm/types.c - the table of header types: each IGVM_VHT_ of igvm_defs (github.com/microsoft/igvm, igvm_defs/src/lib.rs) that
 * is in use, and whether QEMU's backends/igvm.c has a handler for it.
 */
#include "lib/igvm/types.h"

#include <stddef.h>

#include "lib/igvm/format.h"

#define WITH_MASK(type, structure, of_qemu)                                               \
        {                                                                                 \
                IGVM_##type, sizeof(struct structure),                                    \
                        offsetof(struct structure, compatibility_mask), 0, of_qemu, #type \
        }
#define PARAMETER(type, size, of_qemu)                                                         \
        {                                                                                      \
                IGVM_##type, sizeof(struct igvm_parameter), IGVM_NO_MASK, size, of_qemu, #type \
        }

static const struct igvm_type types[] = {
        WITH_MASK(SUPPORTED_PLATFORM, igvm_supported_platform, true),
        WITH_MASK(GUEST_POLICY, igvm_guest_policy, true),
        WITH_MASK(RELOCATABLE_REGION, igvm_relocatable_region, false),
        WITH_MASK(PAGE_TABLE_RELOCATION, igvm_page_table_relocation, false),
        WITH_MASK(CORIM_DOCUMENT, igvm_corim, false),
        WITH_MASK(CORIM_SIGNATURE, igvm_corim, false),
        WITH_MASK(CCA_POLICY, igvm_cca_policy, false),
        { IGVM_PARAMETER_AREA, sizeof(struct igvm_parameter_area), IGVM_NO_MASK, 0, true,
          "PARAMETER_AREA" },
        WITH_MASK(PAGE_DATA, igvm_page_data, true),
        WITH_MASK(PARAMETER_INSERT, igvm_parameter_insert, true),
        WITH_MASK(VP_CONTEXT, igvm_vp_context, true),
        WITH_MASK(REQUIRED_MEMORY, igvm_required_memory, true),
        PARAMETER(VP_COUNT, 4, true),
        PARAMETER(SRAT, 1, false),
        PARAMETER(MADT, 1, true),
        PARAMETER(MMIO_RANGES, IGVM_MMIO_RANGES_SIZE, false),
        WITH_MASK(SNP_ID_BLOCK, igvm_snp_id_block, true),
        PARAMETER(MEMORY_MAP, sizeof(struct igvm_memory_map_entry), true),
        WITH_MASK(ERROR_RANGE, igvm_error_range, false),
        PARAMETER(COMMAND_LINE, 1, false),
        PARAMETER(SLIT, 1, false),
        PARAMETER(PPTT, 1, false),
        WITH_MASK(VBS_MEASUREMENT, igvm_vbs_measurement, false),
        PARAMETER(DEVICE_TREE, 1, false),
        PARAMETER(ENVIRONMENT_INFO, 4, true),
};

const struct igvm_type *igvm_type_find(uint32_t type)
{
        for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
                if (types[i].type == type)
                        return &types[i];
        return NULL;
}
