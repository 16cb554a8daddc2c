/* lib/igvm/check_context.h - judges a VP_CONTEXT: the start state of a processor. Private to lib/igvm. */
#ifndef LIB_IGVM_CHECK_CONTEXT_H
#define LIB_IGVM_CHECK_CONTEXT_H

#include "lib/igvm/check_state.h"

/* False if a rule is broken, which check->broken names. */
__attribute__((warn_unused_result)) bool igvm_check_context(struct igvm_check *check,
                                                            const struct igvm_header *header);

#endif
