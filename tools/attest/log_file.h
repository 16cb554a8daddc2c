/* tools/attest/log_file.h - a file with an event log: its bytes, or hexadecimal digits or base64 of them. */
#ifndef TOOLS_ATTEST_LOG_FILE_H
#define TOOLS_ATTEST_LOG_FILE_H

#include "tools/common/file.h"

#define LOG_FILE_MAX (64u << 20) /* bytes; firmware has at most a few hundred thousand */

/* Returns NULL, or what is wrong as the end of a sentence; then @out is empty. file_free() is due. */
__attribute__((warn_unused_result)) const char *log_file_read(const char *path, struct file *out);

#endif
