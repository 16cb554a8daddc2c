/* tools/image/build/parts/output.h - `cashew image build --parts`. */
#ifndef TOOLS_IMAGE_BUILD_PARTS_OUTPUT_H
#define TOOLS_IMAGE_BUILD_PARTS_OUTPUT_H

#include "lib/igvm/rules.h"

/*
 * Builds the file that the text in @path describes, and writes it to @output if it keeps the rules of @level. 0, or 1 after
 * lines on stderr.
 */
__attribute__((warn_unused_result)) int image_parts_build(const char *path, const char *output,
                                                          enum igvm_level level);

#endif
