/* tools/image/show/dump.h - the parts of `cashew image dump`. Private to it. */
#ifndef TOOLS_IMAGE_SHOW_DUMP_H
#define TOOLS_IMAGE_SHOW_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/image/read/file.h"

/* The table for people, on stdout; with @registers every register that is not zero. Nothing if no header was read. */
void image_dump_table(const struct igvm_file *file, bool registers);

/* The file as JSON on stdout, of the shape of docs/image-dump.schema.json; @error is part of it. */
void image_dump_json(const struct igvm_file *file, const struct igvm_error *error);

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
