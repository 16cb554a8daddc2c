/* tools/image/read/names.h - words for what IGVM files have numbers for, in command lines and files that people write. */
#ifndef TOOLS_IMAGE_READ_NAMES_H
#define TOOLS_IMAGE_READ_NAMES_H

#include "tools/common/words.h"

extern const struct words
        image_platform_words; /* enum igvm_platform_type (igvm_defs, IgvmPlatformType) */
extern const struct words
        image_level_words; /* enum igvm_level; lib/igvm/rules.h says who is how strict */
extern const struct words image_loader_words; /* enum igvm_loader */

#endif
