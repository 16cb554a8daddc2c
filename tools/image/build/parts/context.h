/* tools/image/build/parts/context.h - entries of the section `contexts`: how virtual processors start. */
#ifndef TOOLS_IMAGE_BUILD_PARTS_CONTEXT_H
#define TOOLS_IMAGE_BUILD_PARTS_CONTEXT_H

#include "tools/image/build/parts/entry.h"

/* One entry of it. */
__attribute__((warn_unused_result)) bool image_parts_context(struct image_parts *parts,
                                                             yaml_node_t *node);

#endif
