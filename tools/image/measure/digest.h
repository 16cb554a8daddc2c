/* tools/image/measure/digest.h - the launch digest of an image in memory, for the commands that build and judge images. */
#ifndef TOOLS_IMAGE_MEASURE_DIGEST_H
#define TOOLS_IMAGE_MEASURE_DIGEST_H

#include <stdint.h>

#include "tools/common/file.h"

/* The launch digest of a file for SEV-SNP. @name is the file's, for messages. */
__attribute__((warn_unused_result)) int image_digest(const char *name, const struct file *file,
                                                     uint8_t digest[48]);
void image_digest_text(const uint8_t digest[48], char out[97]);

#endif
