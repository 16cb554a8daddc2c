/*
 * lib/igvm/walk.h - goes from one variable header to the next, and takes them apart.
 *
 * Of a file that igvm_open() (reader.h) has opened, since nothing is checked here but that a header ends where the headers do.
 */
#ifndef LIB_IGVM_WALK_H
#define LIB_IGVM_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/memory.h"
#include "lib/igvm/format.h"

struct igvm_workspace;

#define IGVM_NO_HEADER UINT32_MAX

/* An opened file; read-only for the caller. */
struct igvm_file {
        const uint8_t *data;
        size_t size; /* bytes */
        struct igvm_fixed_header fixed;
        struct igvm_fixed_header_extension extension; /* x86-64 and 4096 in version 1 */
        uint32_t headers_end;    /* offset of the first byte behind the variable headers */
        uint32_t header_count;   /* variable headers */
        uint32_t skipped_count;  /* optional headers of types that this library does not know */
        uint32_t platform_masks; /* the masks of all SUPPORTED_PLATFORM headers */
        uint32_t vbs_masks;      /* of these, those whose start states are lists of registers */
        uint32_t area_count;     /* used places of workspace->areas */
        const struct igvm_workspace *workspace;
};

/* One variable header. */
struct igvm_header {
        uint32_t index;  /* among all */
        uint32_t offset; /* in the file */
        uint32_t type;   /* enum igvm_header_type, IGVM_TYPE_OPTIONAL removed */
        bool optional;
        bool known; /* false only for optional ones that this library does not know: skip them */
        uint32_t length;
        const uint8_t *body; /* any alignment: copy out with igvm_body() */
};

/* A place between two headers; made by igvm_iterate(). May be copied to come back to it. */
struct igvm_iterator {
        const struct igvm_file *file;
        uint32_t offset;
        uint32_t index;
};

/* Starts at the first variable header. Of a file that is not opened yet, data, fixed and headers_end must be there. */
static inline struct igvm_iterator igvm_iterate(const struct igvm_file *file)
{
        return (struct igvm_iterator){ file, file->fixed.variable_header_offset, 0 };
}

/*
 * The next header; false at the end of the headers, or at one that does not fit in front of it: then iterator->offset is
 * where it begins, and *@out says what there is of it.
 */
__attribute__((warn_unused_result)) bool igvm_next(struct igvm_iterator *iterator,
                                                   struct igvm_header *out);

/* Bytes that a body of @length takes in the file: the next header is aligned. */
static inline uint64_t igvm_padded_length(uint32_t length)
{
        return ((uint64_t)length + IGVM_HEADER_ALIGNMENT - 1) &
               ~(uint64_t)(IGVM_HEADER_ALIGNMENT - 1);
}

/* Copies the body of a known header into its structure, whose size is the body's length. */
static inline void igvm_body(const struct igvm_header *header, void *out, size_t size)
{
        memcpy(out, header->body, size < header->length ? size : header->length);
}

/* The header's compatibility mask; all ones for a type that has none and so is for every platform. */
uint32_t igvm_mask(const struct igvm_header *header);

/* True for the headers that deposit a parameter: their body is struct igvm_parameter. */
bool igvm_is_parameter(const struct igvm_header *header);

/* The compatibility mask of the platform @type, 0 if the file is not for it. */
uint32_t igvm_platform_mask(const struct igvm_file *file, enum igvm_platform_type type);

/* The bytes at a checked file offset, or NULL for offset 0: zeros, or none for a CoRIM. */
static inline const uint8_t *igvm_data(const struct igvm_file *file, uint32_t file_offset)
{
        return file_offset ? file->data + file_offset : NULL;
}

/* Bytes of guest memory that the header loads, and of file data if it has any: 4 KiB or 2 MiB. */
static inline uint64_t igvm_page_size(const struct igvm_page_data *page)
{
        return page->flags & IGVM_PAGE_IS_2MB ? IGVM_LARGE_PAGE_SIZE : IGVM_PAGE_SIZE;
}

#endif
