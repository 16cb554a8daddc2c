/*
 * lib/cpio/archive.h - a strict reader of "newc" cpio archives (cpio(5), "New ASCII Format").
 *
 * An entry is a header of 110 bytes, "070701" and 13 numbers of 8 hexadecimal digits, then the path
 * with its terminating zero, then the contents; path and contents are each followed by zeros up to
 * a multiple of 4 from the archive's start. An entry named TRAILER!!! ends the archive; what
 * follows it must be zero.
 */
#ifndef LIB_CPIO_ARCHIVE_H
#define LIB_CPIO_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longest path, its terminating zero included. */
#define CPIO_MAX_PATH 256

enum cpio_result {
        CPIO_ENTRY = 1,        /* an entry was read */
        CPIO_END = 0,          /* the trailer was read: there are no more */
        CPIO_TRUNCATED = -1,   /* the archive ends inside an entry, or has no trailer */
        CPIO_BAD_HEADER = -2,  /* no magic, or a digit that is none */
        CPIO_BAD_PATH = -3,    /* empty, too long, not terminated or with a zero inside */
        CPIO_BAD_PADDING = -4, /* bytes that must be zero are not */
        CPIO_NOT_FOUND = -5,   /* cpio_find() only */
};

/* One entry; the pointers are into the archive. */
struct cpio_entry {
        const char *path; /* terminated, as in the archive */
        const uint8_t *data;
        uint32_t size; /* bytes of data */
        uint32_t mode; /* file type and permissions as in stat(2) */
};

/* Where the reading stands. */
struct cpio_reader {
        const uint8_t *data;
        size_t size;
        size_t offset; /* of the next header */
};

/* At the first entry of an archive of @size bytes, which stay the caller's and as they are. */
static inline struct cpio_reader cpio_reader(const void *data, size_t size)
{
        return (struct cpio_reader){ .data = data, .size = size };
}

/* The next entry. Once it has not returned CPIO_ENTRY it must not be called again. */
__attribute__((warn_unused_result)) enum cpio_result cpio_next(struct cpio_reader *reader,
                                                               struct cpio_entry *out);

/*
 * The regular file @path. Leading "/" and "./" do not count, neither in @path nor in the archive.
 * Returns CPIO_ENTRY, CPIO_NOT_FOUND, or what is wrong with the archive before the file.
 */
__attribute__((warn_unused_result)) enum cpio_result
cpio_find(const void *archive, size_t size, const char *path, struct cpio_entry *out);

/* Reads the archive to its end: CPIO_END if all of it is well-formed, else what is wrong. */
__attribute__((warn_unused_result)) enum cpio_result cpio_check(const void *archive, size_t size);

/* True for a regular file, by its mode. */
bool cpio_is_file(const struct cpio_entry *entry);

/* The result as text for a log line. */
const char *cpio_result_text(enum cpio_result result);

#endif
