/* lib/igvm/areas.h - the parameter areas of a file, found by index. Private to lib/igvm. */
#ifndef LIB_IGVM_AREAS_H
#define LIB_IGVM_AREAS_H

#include "lib/igvm/check_state.h"

/*
 * Finds all declarations of parameter areas and sorts them, so that each is found in logarithmic time whatever its
 * index is. Those that the workspace has no room for are left out.
 */
void igvm_collect_areas(struct igvm_check *check);

/* The area of this index, whether it was declared by now or not; NULL if it never is. */
struct igvm_area *igvm_area_of(const struct igvm_file *file, uint32_t index);

#endif
