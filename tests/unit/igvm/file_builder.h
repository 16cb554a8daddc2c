/*
 * tests/unit/igvm/file_builder.h - makes IGVM files of any version, right or wrong; no code is shared with the library's
 * writer.
 */
#ifndef TESTS_UNIT_IGVM_FILE_BUILDER_H
#define TESTS_UNIT_IGVM_FILE_BUILDER_H

#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/format.h"

struct file_builder {
        uint32_t version; /* 1 or 2 */
        uint32_t architecture;
        uint32_t page_size;
        uint8_t *headers; /* malloc()ed, like data */
        size_t headers_size;
        size_t headers_room;
        uint8_t *data;
        size_t data_size;
        size_t data_offset; /* of the file data in the file; 0: behind the headers, whatever they are */
};

/* An empty file of version 2 for x86-64, whose data will begin at 4096. */
struct file_builder builder_start(void);
void builder_free(struct file_builder *builder);

/* Appends a header; returns where its body begins among the headers. */
size_t builder_add(struct file_builder *builder, uint32_t type, const void *body, size_t length);

/* Appends @size bytes, of which @bytes, if not NULL, are the contents; returns the file offset. */
uint32_t builder_data(struct file_builder *builder, const void *bytes, size_t size);

/* The whole file, malloc()ed, with all sizes and the checksum right. */
uint8_t *builder_finish(const struct file_builder *builder, size_t *size);

/* Makes the checksum of a file right whose fixed header has been changed. */
void builder_seal(uint8_t *file, size_t size);

#endif
