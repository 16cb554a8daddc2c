/* tools/image/show/extract.h - the data of headers, as files. */
#ifndef TOOLS_IMAGE_SHOW_EXTRACT_H
#define TOOLS_IMAGE_SHOW_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/reader.h"

/* What to extract, and where to. Strings and numbers are the caller's, for as long as it takes. */
struct image_extraction {
        const char *directory;   /* made if it is not there */
        const uint32_t *headers; /* indices; none: all that have data */
        size_t header_count;
        bool force; /* replace files */
};

/* Writes the data of headers to files, with one line on stdout for each. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int
image_dump_extract(const struct igvm_file *file, const struct image_extraction *extraction);

#endif
