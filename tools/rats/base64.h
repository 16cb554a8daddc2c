/* tools/rats/base64.h - base64 and base64url (RFC 4648, sections 4 and 5). */
#ifndef TOOLS_RATS_BASE64_H
#define TOOLS_RATS_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Characters of @size bytes, with the NUL behind them. */
#define BASE64_LENGTH(size) (((size) + 2) / 3 * 4 + 1)

/* Both end with a NUL and return @out; the second has the URL's alphabet and no padding (RFC 7515, section 2). */
char *base64_encode(const void *data, size_t size, char *out);
char *base64url_encode(const void *data, size_t size, char *out);

/* Either alphabet, with padding or without; false if it is neither, or larger than @capacity. */
__attribute__((warn_unused_result)) bool base64_decode(const char *text, uint8_t *out,
                                                       size_t capacity, size_t *size);

#endif
