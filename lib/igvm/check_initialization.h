/* lib/igvm/check_initialization.h - judges an initialization header. Private to lib/igvm. */
#ifndef LIB_IGVM_CHECK_INITIALIZATION_H
#define LIB_IGVM_CHECK_INITIALIZATION_H

#include "lib/igvm/check_state.h"

/* False if a rule is broken, which check->broken names. */
__attribute__((warn_unused_result)) bool
igvm_check_initialization(struct igvm_check *check, const struct igvm_header *header);

#endif
