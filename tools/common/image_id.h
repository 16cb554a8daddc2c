/* tools/common/image_id.h - family and image IDs of ID blocks, as people write them. */
#ifndef TOOLS_COMMON_IMAGE_ID_H
#define TOOLS_COMMON_IMAGE_ID_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A family or image ID from a command line: 32 hexadecimal digits, or a text of at most 16 bytes, behind which are zeros.
 * False if it is neither.
 */
__attribute__((warn_unused_result)) bool image_id_read(const char *text, uint8_t out[16]);

#endif
