/* tools/image/show/json.h - the headers of a file as JSON. */
#ifndef TOOLS_IMAGE_SHOW_JSON_H
#define TOOLS_IMAGE_SHOW_JSON_H

#include "lib/igvm/reader.h"

/* The file as JSON on stdout, of the shape of docs/image-dump.schema.json; @error is part of it. */
void image_dump_json(const struct igvm_file *file, const struct igvm_error *error);

#endif
