/*
 * tools/image/build/parts.h - `cashew image build --parts`: a text that lists the parts of an IGVM file (docs/parts.md).
 *
 * The text becomes headers in a settled order: platforms, policies, parameter areas with their parameters and inserts,
 * required memory, error ranges, pages, start states. Functions that return bool print FILE:LINE:COLUMN, what was found and
 * what was expected, and return false; what can be looked at after a fault still is.
 */
#ifndef TOOLS_IMAGE_BUILD_PARTS_H
#define TOOLS_IMAGE_BUILD_PARTS_H

#include "tools/common/file.h"
#include "tools/image/read/items.h"
#include "tools/common/source.h"

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

/* Reads the text into items. Whatever it returns, image_parts_free() frees. */
__attribute__((warn_unused_result)) bool image_parts_load(struct image_parts *parts,
                                                          const char *path, const void *text,
                                                          size_t size, FILE *errors);
void image_parts_free(struct image_parts *parts);

/* The rest is for the parts of the loader. */

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

/* One entry of memory, of contexts. */
__attribute__((warn_unused_result)) bool image_parts_memory(struct image_parts *parts,
                                                            yaml_node_t *node);
__attribute__((warn_unused_result)) bool image_parts_context(struct image_parts *parts,
                                                             yaml_node_t *node);

/*
 * The file that @node names, read once. image_parts_program(): as it lies in memory, with its lowest address. (A fuzz target
 * has others in their place.)
 */
__attribute__((warn_unused_result)) bool image_parts_file(struct image_parts *parts,
                                                          const yaml_node_t *node,
                                                          const struct image_part_file **out);
__attribute__((warn_unused_result)) bool image_parts_program(struct image_parts *parts,
                                                             const yaml_node_t *node,
                                                             const struct image_part_file **out);

/* Builds the file that the text in @path describes. 0, or 1 after lines on stderr. */
__attribute__((warn_unused_result)) int image_parts_build(const char *path, const char *output);

#endif
