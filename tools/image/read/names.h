/* tools/image/read/names.h - words for what IGVM files have numbers for, in command lines and files that people write. */
#ifndef TOOLS_IMAGE_READ_NAMES_H
#define TOOLS_IMAGE_READ_NAMES_H

#include <stdbool.h>

#include "tools/common/words.h"

/* enum igvm_platform_type (igvm_defs, IgvmPlatformType): native, vsm, sev-snp, tdx, sev, sev-es, cca. */
struct words image_platform_words(void);

/* The number for such a word; false if it is none. */
__attribute__((warn_unused_result)) bool image_platform_type(const char *name, uint32_t *type);

#endif
