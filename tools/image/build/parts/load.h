/*
 * tools/image/build/parts/load.h - the text of `cashew image build --parts` (docs/parts.md) as the headers of a file.
 *
 * They stand in a settled order: platforms, policies, required memory, which QEMU empties when it comes to it, parameter areas
 * with their parameters and inserts, error ranges, save areas in memory, pages, other start states.
 */
#ifndef TOOLS_IMAGE_BUILD_PARTS_LOAD_H
#define TOOLS_IMAGE_BUILD_PARTS_LOAD_H

#include "tools/image/build/parts/entry.h"

/* Reads the text into items; false after complaints on @errors. Whatever it returns, image_parts_free() frees. */
__attribute__((warn_unused_result)) bool image_parts_load(struct image_parts *parts,
                                                          const char *path, const void *text,
                                                          size_t size, FILE *errors);
void image_parts_free(struct image_parts *parts);

#endif
