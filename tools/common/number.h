/* tools/common/number.h - numbers as command lines have them. */
#ifndef TOOLS_COMMON_NUMBER_H
#define TOOLS_COMMON_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Reads a number of at most @most: decimal or, with 0x, hexadecimal; no sign, nothing around it. False if it is none. */
__attribute__((warn_unused_result)) bool number_read(const char *text, uint64_t most,
                                                     uint64_t *out);

#endif
