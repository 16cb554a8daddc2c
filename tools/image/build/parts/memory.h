/* tools/image/build/parts/memory.h - entries of the section `memory`: pages, from files, programs or nothing. */
#ifndef TOOLS_IMAGE_BUILD_PARTS_MEMORY_H
#define TOOLS_IMAGE_BUILD_PARTS_MEMORY_H

#include "tools/image/build/parts/entry.h"

/* One entry of it. */
__attribute__((warn_unused_result)) bool image_parts_memory(struct image_parts *parts,
                                                            yaml_node_t *node);

#endif
