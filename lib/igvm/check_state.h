/* lib/igvm/check_state.h - what the headers so far have said, and what breaks a rule. Private to lib/igvm. */
#ifndef LIB_IGVM_CHECK_STATE_H
#define LIB_IGVM_CHECK_STATE_H

#include "lib/igvm/rules.h"
#include "lib/igvm/walk.h"
#include "lib/igvm/workspace.h"

#define IGVM_PLATFORM_TYPES (IGVM_PLATFORM_CCA + 1)

/* What struct igvm_range's addresses mean. Ranges of one space may not overlap. */
enum igvm_space {
        IGVM_SPACE_MEMORY,
        IGVM_SPACE_RELOCATION, /* regions that can be relocated, and page tables */
        IGVM_SPACE_VP_INDEX,   /* and the two behind it: of VTL 0, 1 and 2 */
};

/* What the headers so far have said. */
struct igvm_check {
        struct igvm_file *file;
        enum igvm_level level;
        struct igvm_workspace *workspace;
        enum igvm_rule broken; /* IGVM_OK: none yet */
        unsigned int section;  /* of the header before */
        bool has_directives;
        uint32_t range_count;
        uint32_t platform_masks[IGVM_PLATFORM_TYPES]; /* by type; 0: not a platform of this file */
        uint8_t platform_types[32]; /* by bit of the mask: the last such header's */
        uint32_t policy_masks;      /* platforms that have a policy */
        uint32_t corim_masks[2];    /* a document, a signature */
        uint32_t id_block_masks;
        uint32_t page_table_masks;
        struct {
                uint64_t start, end; /* GPA */
        } page_tables[32];           /* by bit of the mask */
        uint32_t region_count;       /* headers that ask for a VBS context */
        uint32_t vbs_vtls;           /* a bit for each VTL that has one */
        uint64_t register_count;     /* of all VBS contexts */
};

/* Whether @rule belongs to the level of this check. */
static inline bool igvm_applies(const struct igvm_check *check, enum igvm_rule rule)
{
        return (igvm_rule_info(rule)->levels >> check->level & 1) != 0;
}

/*
 * The one place where a level decides: false, with the rule noted, if the @condition does not hold and the rule belongs
 * to the level.
 */
__attribute__((warn_unused_result)) bool igvm_require(struct igvm_check *check, bool condition,
                                                      enum igvm_rule rule);

/* Whether @size bytes at @file_offset lie behind the variable headers and in the file. */
bool igvm_in_file_data(const struct igvm_check *check, uint32_t file_offset, uint64_t size);

/* Of 4 KiB; several values that are or-ed together are aligned if all are. */
static inline bool igvm_page_aligned(uint64_t value)
{
        return value % IGVM_PAGE_SIZE == 0;
}

/* All @size bytes; true for none. */
static inline bool igvm_is_zero(const void *bytes, size_t size)
{
        for (size_t i = 0; i < size; i++)
                if (((const uint8_t *)bytes)[i] != 0)
                        return false;
        return true;
}

#endif
