/* tools/common/kind.h - what a file is that is not what was expected: by its first bytes, for complaints. */
#ifndef TOOLS_COMMON_KIND_H
#define TOOLS_COMMON_KIND_H

#include <stddef.h>

/* "a gzip file", "PEM" and the like; NULL if it is nothing that people confuse. The text is static. */
const char *file_kind(const void *data, size_t size);

#endif
