/*
 * tools/image/build/parts/entry.h - what the readers of a text's entries share (docs/parts.md).
 *
 * Functions that return bool print FILE:LINE:COLUMN, what was found and what was expected, and return false; what can be looked at
 * after a fault still is. What items point at lives as long as the struct image_parts.
 */
#ifndef TOOLS_IMAGE_BUILD_PARTS_ENTRY_H
#define TOOLS_IMAGE_BUILD_PARTS_ENTRY_H

#include "tools/common/file.h"
#include "tools/common/source.h"
#include "tools/image/read/items.h"

#define IMAGE_PARTS_MAX_PADDED  (UINT64_C(256) << 20)
#define IMAGE_PARTS_MAX_HEADERS (UINT32_C(1) << 20) /* of page data: 4 GiB in pages of 4 KiB */

/* A file that the text names; it stays in memory, since headers point into it. */
struct image_part_file {
        struct image_part_file *next;
        const char *path; /* as in the text */
        bool program;     /* an ELF program, as it lies in memory */
        uint64_t gpa;     /* of a program, from its base */
        struct file file;
};

struct image_parts {
        struct source source;
        const char *path; /* of the text: the files' names are relative to it */
        struct image_items items;
        struct image_format format;
        uint32_t masks[IGVM_PLATFORM_CCA +
                       1]; /* by enum igvm_platform_type; 0: not a platform of the file */
        uint32_t all_masks;
        uint32_t area_count;
        uint32_t page_headers;
        uint64_t padded; /* bytes in image_parts_padded() */
        struct image_part_file *files;
};

/* Adds a header for @item, whose body is copied; @node is what it comes from. */
__attribute__((warn_unused_result)) bool image_parts_add(struct image_parts *parts,
                                                         const yaml_node_t *node,
                                                         struct image_item item, const void *body);

/* The mask of a list of platforms; of all if @node is NULL. */
__attribute__((warn_unused_result)) bool image_parts_mask(struct image_parts *parts,
                                                          yaml_node_t *node, uint32_t *mask);

/* A copy with zeros behind it, @padded bytes; NULL after a fault at @node: all copies may be IMAGE_PARTS_MAX_PADDED. */
const uint8_t *image_parts_padded(struct image_parts *parts, const yaml_node_t *node,
                                  const uint8_t *bytes, uint64_t size, uint64_t padded);

#endif
