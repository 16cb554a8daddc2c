/*
 * tools/image/common/say.h - what all of `cashew image` says on stderr, and files whose absence it says. Each function ends a
 * command or a step of one: what it returns is an exit status.
 */
#ifndef TOOLS_IMAGE_COMMON_SAY_H
#define TOOLS_IMAGE_COMMON_SAY_H

#include "tools/common/file.h"

/* One line on stderr, "cashew image: ..."; returns 1. */
__attribute__((format(printf, 1, 2))) int image_error(const char *format, ...);

/* Reads a file, which file_free() frees. 0, or 1 after one line on stderr that says why it cannot be read. */
__attribute__((warn_unused_result)) int image_read_file(const char *path, struct file *out);

#endif
