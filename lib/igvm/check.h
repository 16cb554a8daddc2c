/* lib/igvm/check.h - the rules of single headers and of headers together. Private to lib/igvm. */
#ifndef LIB_IGVM_CHECK_H
#define LIB_IGVM_CHECK_H

#include "lib/igvm/check_state.h"

/* Judges one header, whose type is known and whose length is right. */
__attribute__((warn_unused_result)) enum igvm_rule
igvm_check_header(struct igvm_check *check, const struct igvm_header *header);

/* What can be judged when all headers are known. On failure *@header is the one that is at fault, if one is. */
__attribute__((warn_unused_result)) enum igvm_rule igvm_check_end(struct igvm_check *check,
                                                                  struct igvm_header *header);

#endif
