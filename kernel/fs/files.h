/* kernel/fs/files.h - the services' files: the measured archive, read in place. */
#ifndef KERNEL_FS_FILES_H
#define KERNEL_FS_FILES_H

#include <stddef.h>
#include <stdint.h>

struct file {
        const uint8_t *data; /* in the archive */
        uint32_t size;       /* bytes */
};

/*
 * Takes the archive, which stays where it is, after reading all of it once. -1 (and a log line): it
 * is not well-formed.
 */
__attribute__((warn_unused_result)) int files_init(const void *archive, size_t size);

/* The regular file @path; leading "/" and "./" do not count. 0, or -1 if there is none. The data stays where it is for good. */
__attribute__((warn_unused_result)) int files_find(const char *path, struct file *out);

#endif
