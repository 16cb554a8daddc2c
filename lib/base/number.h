/* lib/base/number.h - numbers as people write them to programs without a C library. */
#ifndef LIB_BASE_NUMBER_H
#define LIB_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Decimal, or hexadecimal in small letters with 0x. False, and *@out is undefined: @text is none, or has more than 64 bits. */
__attribute__((warn_unused_result)) bool number_from_text(const char *text, uint64_t *out);

#endif
