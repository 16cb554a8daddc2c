/* tools/attest/log_file.h - a file with a log: its bytes, hexadecimal digits or base64 of them, or IMA's list as text. */
#ifndef TOOLS_ATTEST_LOG_FILE_H
#define TOOLS_ATTEST_LOG_FILE_H

#include <stdbool.h>

#include "tools/common/file.h"

#define LOG_FILE_MAX \
        (64u << 20) /* bytes; firmware has at most a few hundred thousand, IMA a few million */
#define LOG_FILE_REASON_MAX 200

struct log_file {
        struct file file; /* as its reader in lib/eventlog wants it */
        bool ima;         /* IMA's list; otherwise an event log of the TCG, for all that is known */
        char reason[LOG_FILE_REASON_MAX];
};

/* Returns NULL, or what is wrong as the end of a sentence, which may stand in @out->reason; then the file is empty. */
__attribute__((warn_unused_result)) const char *log_file_read(const char *path,
                                                              struct log_file *out);

#endif
