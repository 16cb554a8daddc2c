/* lib/igvm/check.h - the rules of single headers and of headers together. Private to lib/igvm. */
#ifndef LIB_IGVM_CHECK_H
#define LIB_IGVM_CHECK_H

#include "lib/igvm/reader.h"

/* What the headers so far have said. */
struct igvm_check {
        struct igvm_file *file;
        enum igvm_level level;
        struct igvm_workspace *workspace;
        uint32_t
                platform_masks[IGVM_PLATFORM_CCA + 1]; /* by type; 0: not a platform of this file */
        uint32_t policy_masks;                         /* platforms that have a policy */
        uint32_t id_block_masks;
        uint32_t area_count;
        uint64_t highest_page_end[32]; /* per bit of the masks: the end of the highest page data */
};

/* Judges one header, whose type is known and whose length is right. */
__attribute__((warn_unused_result)) enum igvm_rule
igvm_check_header(struct igvm_check *check, const struct igvm_header *header);

#endif
