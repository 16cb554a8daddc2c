/* lib/igvm/check_directive.h - judges a directive. Private to lib/igvm. */
#ifndef LIB_IGVM_CHECK_DIRECTIVE_H
#define LIB_IGVM_CHECK_DIRECTIVE_H

#include "lib/igvm/check_state.h"

/* False if a rule is broken, which check->broken names. */
__attribute__((warn_unused_result)) bool igvm_check_directive(struct igvm_check *check,
                                                              const struct igvm_header *header);

#endif
