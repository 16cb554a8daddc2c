/* tools/attest/reference_input.h - reference values of images for `cashew attest verify`, and who must have signed them. */
#ifndef TOOLS_ATTEST_REFERENCE_INPUT_H
#define TOOLS_ATTEST_REFERENCE_INPUT_H

#include "tools/common/options.h"
#include "tools/policy/policy.h"

/* Adds what the files have to @policy. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int reference_input_read(const struct option_list *files,
                                                             const struct option_list *keys,
                                                             struct ca_policy *policy);

#endif
