/* lib/igvm/ranges.h - what may not overlap. Private to lib/igvm. */
#ifndef LIB_IGVM_RANGES_H
#define LIB_IGVM_RANGES_H

#include "lib/igvm/check_state.h"

/* Notes [@range.start, @range.end) of a space for igvm_check_end(); @range.page_size 0: never joined with the next. */
__attribute__((warn_unused_result)) bool igvm_add_range(struct igvm_check *check,
                                                        struct igvm_range range);

/* Sorts all ranges and looks for two of a space that overlap for a platform: false, and the later header's index. */
__attribute__((warn_unused_result)) bool igvm_check_ranges(struct igvm_check *check,
                                                           uint32_t *header);

#endif
