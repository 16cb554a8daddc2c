/* tools/common/file.h - whole files in memory. */
#ifndef TOOLS_COMMON_FILE_H
#define TOOLS_COMMON_FILE_H

#include <stddef.h>
#include <stdint.h>

struct file {
        uint8_t *data; /* malloc()ed, one more byte than size and that zero */
        size_t size;
};

/* Reads a whole file, pipe or device of at most 2 GiB. 0, or a negative errno value; then *@out is empty. */
__attribute__((warn_unused_result)) int file_read(const char *path, struct file *out);

/*
 * Writes a file by way of a temporary one beside it, so that a half-written one never has the name. What is there and no file
 * (/dev/stdout, a pipe, a link) is written to.
 */
__attribute__((warn_unused_result)) int file_write(const char *path, const void *data, size_t size);

/* Frees and empties; an empty file may be freed. */
void file_free(struct file *file);

#endif
