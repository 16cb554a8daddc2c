/* tools/image/common/problem.h - what is wrong with an IGVM file, for people. */
#ifndef TOOLS_IMAGE_COMMON_PROBLEM_H
#define TOOLS_IMAGE_COMMON_PROBLEM_H

#include <stddef.h>

#include "lib/igvm/reader.h"

/* igvm_error_text() of a file's @error; of one that is no IGVM file at all also what it is instead. */
void image_problem_text(const struct igvm_error *error, const void *data, size_t data_size,
                        char *out, size_t size);

#endif
