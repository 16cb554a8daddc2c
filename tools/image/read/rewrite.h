/*
 * tools/image/read/rewrite.h - headers of an opened file copied into a writer, with what they have in the file data.
 *
 * A caller writes one section of the format after the other, and may put headers of its own in front of a section or
 * behind it, or another source's; an edit function drops headers or changes them. File data that wanted headers
 * lead to goes over once, in its order, however many headers lead to it; file data that nobody leads to stays behind.
 */
#ifndef TOOLS_IMAGE_READ_REWRITE_H
#define TOOLS_IMAGE_READ_REWRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/reader.h"
#include "lib/igvm/writer.h"

#define IMAGE_NO_DATA SIZE_MAX

/* Where headers of @type, without IGVM_TYPE_OPTIONAL, have the file offset in their body; IMAGE_NO_DATA: nowhere. */
size_t image_offset_place(uint32_t type);

/*
 * Whether a header is wanted. @body is a copy of its body, that may be changed except for its file offset; NULL for an
 * optional header of a type that is not known: who wants one cannot have it, for nobody can tell whether it leads to file
 * data. Asked several times for each header; the answers must be the same.
 */
typedef bool image_edit(void *context, const struct igvm_header *header, void *body);

/* A piece of a file's data, and where it went. */
struct image_extent {
        uint64_t start; /* offset in the source */
        uint64_t end;
        uint64_t placed; /* offset in the output; 0 while counting */
};

/*
 * What image_source_open() has found out. Extents are joined where they touch, so headers that share data
 * still do.
 */
struct image_source {
        const struct igvm_file *file;
        image_edit *edit; /* NULL: all are wanted as they are */
        void *context;
        struct image_extent *extents; /* ascending, apart from each other */
        size_t extent_count;
        size_t extent_capacity;
};

/*
 * Finds the data of all wanted headers of @file, which must outlive the source. 0, or 1 after one line on stderr about
 * the file @name; then the source is empty.
 */
__attribute__((warn_unused_result)) int image_source_open(struct image_source *source,
                                                          const char *name,
                                                          const struct igvm_file *file,
                                                          image_edit *edit, void *context);

/* An empty one may be closed. */
void image_source_close(struct image_source *source);

/* Copies the data; once in each pass of the writer, before any header of the source. */
void image_source_write_data(struct image_source *source, struct igvm_writer *writer);

/* Copies the wanted headers whose types are @first to @last: IGVM_FIRST_DIRECTIVE and IGVM_LAST_DIRECTIVE, or others. */
void image_source_write_headers(const struct image_source *source, struct igvm_writer *writer,
                                uint32_t first, uint32_t last);

/* The first pass of a writer of the format version that @file has. */
struct igvm_writer image_writer_like(const struct igvm_file *file);

#endif
