/* tools/image/show/table.h - the headers of a file, for people. */
#ifndef TOOLS_IMAGE_SHOW_TABLE_H
#define TOOLS_IMAGE_SHOW_TABLE_H

#include <stdbool.h>

#include "lib/igvm/reader.h"

/* The table for people, on stdout; with @registers every register that is not zero. Nothing if no header was read. */
void image_dump_table(const struct igvm_file *file, bool registers);

#endif
