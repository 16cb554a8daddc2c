/* tools/image/build/parts/file.h - files that a text names. */
#ifndef TOOLS_IMAGE_BUILD_PARTS_FILE_H
#define TOOLS_IMAGE_BUILD_PARTS_FILE_H

#include "tools/image/build/parts/entry.h"

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

#endif
