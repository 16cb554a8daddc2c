/*
 * tools/image/read/file.h - an IGVM file opened by its path.
 *
 * The file is mapped and its pages are read as they are used, so that a file of 4 GiB takes no memory of ours besides
 * the reader's workspace. Whoever shortens it meanwhile stops us with SIGBUS, and nothing worse: the reader copies before it checks.
 */
#ifndef TOOLS_IMAGE_READ_FILE_H
#define TOOLS_IMAGE_READ_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/reader.h"

struct image_file {
        const uint8_t *data; /* mapped, read-only */
        size_t size;         /* bytes */
        bool is_mapped;      /* else it came from a pipe or a device, and is malloc()ed */
        struct igvm_workspace workspace;
        struct igvm_file igvm;
        struct igvm_error error; /* rule IGVM_OK: the whole of it is right */
};

/*
 * Maps, or of a pipe reads, and checks a file. 0 if it could be read, right or not: *@out->error says. Otherwise 1 after one line on stderr,
 * and *@out is empty.
 */
__attribute__((warn_unused_result)) int image_file_read(const char *path, enum igvm_level level,
                                                        struct image_file *out);

/*
 * False for a file whose parameter areas have more than 64 GiB (igvm_areas_fit()). IMAGE_TOO_LARGE says it to people.
 */
__attribute__((warn_unused_result)) bool image_is_measurable(const struct igvm_file *file);
#define IMAGE_TOO_LARGE "the parameter areas have more than 64 GiB, too many to measure"

/*
 * As image_file_read(), but a file that breaks a rule is refused too, with one line that says where and which, and so is one
 * that is not measurable.
 */
__attribute__((warn_unused_result)) int image_file_open(const char *path, enum igvm_level level,
                                                        struct image_file *out);

/* An empty one may be closed. */
void image_file_close(struct image_file *file);

#endif
