/* lib/igvm/check.h - the rules of single headers and of headers together. Private to lib/igvm. */
#ifndef LIB_IGVM_CHECK_H
#define LIB_IGVM_CHECK_H

#include "lib/igvm/reader.h"

/* A declared parameter area and what became of it. */
struct igvm_check_area {
        uint32_t index;
        bool inserted;
        uint64_t size;
        uint64_t gpa;  /* once inserted */
        uint32_t mask; /* once inserted */
};

/* What the headers so far have said. */
struct igvm_check {
        struct igvm_file *file;
        uint32_t
                platform_masks[IGVM_PLATFORM_CCA + 1]; /* by type; 0: not a platform of this file */
        uint32_t policy_masks;                         /* platforms that have a policy */
        uint32_t id_block_masks;
        uint32_t area_count;
        struct igvm_check_area areas[IGVM_MAX_PARAMETER_AREAS];
        uint64_t highest_page_end[32]; /* per bit of the masks: the end of the highest page data */
};

/* Judges one header, whose type is known and whose length is right. */
__attribute__((warn_unused_result)) enum igvm_rule
igvm_check_header(struct igvm_check *check, const struct igvm_header *header);

#endif
