/* lib/igvm/check.h - the rules of single headers and of headers together. Private to lib/igvm. */
#ifndef LIB_IGVM_CHECK_H
#define LIB_IGVM_CHECK_H

#include "lib/igvm/reader.h"

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

static inline bool igvm_page_aligned(uint64_t value)
{
        return value % IGVM_PAGE_SIZE == 0;
}

static inline bool igvm_is_zero(const void *bytes, size_t size)
{
        for (size_t i = 0; i < size; i++)
                if (((const uint8_t *)bytes)[i] != 0)
                        return false;
        return true;
}

/* Judges one header, whose type is known and whose length is right. */
__attribute__((warn_unused_result)) enum igvm_rule
igvm_check_header(struct igvm_check *check, const struct igvm_header *header);

/* The parts of igvm_check_header(): false if a rule is broken. */
__attribute__((warn_unused_result)) bool
igvm_check_initialization(struct igvm_check *check, const struct igvm_header *header);
__attribute__((warn_unused_result)) bool igvm_check_directive(struct igvm_check *check,
                                                              const struct igvm_header *header);
__attribute__((warn_unused_result)) bool igvm_check_context(struct igvm_check *check,
                                                            const struct igvm_header *header);

/* What can be judged when all headers are known. On failure *@header is the one that is at fault, if one is. */
__attribute__((warn_unused_result)) enum igvm_rule igvm_check_end(struct igvm_check *check,
                                                                  struct igvm_header *header);

/*
 * Finds all declarations of parameter areas and sorts them, so that each is found in logarithmic time whatever its
 * index is. Those that the workspace has no room for are left out.
 */
void igvm_collect_areas(struct igvm_check *check);

/* The area of this index, whether it was declared by now or not; NULL if it never is. */
struct igvm_area *igvm_area_of(const struct igvm_file *file, uint32_t index);

/* Notes [@range.start, @range.end) of a space for igvm_check_end(); @range.page_size 0: never joined with the next. */
__attribute__((warn_unused_result)) bool igvm_add_range(struct igvm_check *check,
                                                        struct igvm_range range);

/* Sorts all ranges and looks for two of a space that overlap for a platform: false, and the later header's index. */
__attribute__((warn_unused_result)) bool igvm_check_ranges(struct igvm_check *check,
                                                           uint32_t *header);

#endif
