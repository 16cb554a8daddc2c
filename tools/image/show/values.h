/* tools/image/show/values.h - values of fields on stdout, for the table of `cashew image dump`. */
#ifndef TOOLS_IMAGE_SHOW_VALUES_H
#define TOOLS_IMAGE_SHOW_VALUES_H

#include "tools/image/read/fields.h"
#include "tools/image/read/registers.h"

/* Two hexadecimal digits a byte, in the order of the file. */
void image_print_bytes(const uint8_t *bytes, size_t size);

/* Begins a line below the header's, for a value with that name. */
void image_print_line_start(const char *name);

/* All fields but the mask and reserved ones that are zero: short ones go on, arrays have lines of their own. */
void image_print_fields(const struct image_layout *layout, const uint8_t *body);

/* Every register that is not zero, one a line. */
void image_print_registers(const struct image_registers *state);

#endif
