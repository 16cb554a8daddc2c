/* tools/image/launch/digest.h - the launch digest of an image in memory, for the commands that build and judge images. */
#ifndef TOOLS_IMAGE_LAUNCH_DIGEST_H
#define TOOLS_IMAGE_LAUNCH_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/igvm/digest.h"
#include "tools/common/file.h"

/* The mask of SEV-SNP in a file; 1 after one line on stderr if the file is not for it. @name is the file's. */
__attribute__((warn_unused_result)) int
image_snp_mask(const char *name, const struct igvm_file *file, uint32_t *mask);

/* The launch digest of a file for SEV-SNP. 0, or 1 after one line on stderr; @name is the file's, for it. */
__attribute__((warn_unused_result)) int image_digest(const char *name, const struct file *file,
                                                     uint8_t digest[IGVM_DIGEST_SIZE]);

/* 96 hexadecimal digits and a NUL. */
void image_digest_text(const uint8_t digest[IGVM_DIGEST_SIZE], char out[97]);

#endif
