/* tools/image/common/problem.c - see problem.h. */
#include "tools/image/common/problem.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/kind.h"

void image_problem_text(const struct igvm_error *error, const void *data, size_t data_size,
                        char *out, size_t size)
{
        bool foreign = error->rule == IGVM_BAD_MAGIC || error->rule == IGVM_TRUNCATED;
        const char *kind = foreign ? file_kind(data, data_size) : NULL;
        size_t length = igvm_error_text(error, out, size);

        if (kind && strncmp(kind, "an IGVM", 7) != 0 && length < size)
                snprintf(out + length, size - length, ": found %s", kind);
}
