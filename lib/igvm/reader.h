/*
 * lib/igvm/reader.h - reads IGVM files, as strictly as the caller wants.
 *
 * igvm_open() checks the whole file once, whatever its platforms are; after that, at every level of strictness, the
 * iterator cannot fail and every offset in a body lies in the file. It allocates nothing: what must be remembered about
 * headers goes into a workspace that the caller gives. It keeps pointers into the caller's bytes, which must stay as they are.
 */
#ifndef LIB_IGVM_READER_H
#define LIB_IGVM_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/memory.h"
#include "lib/igvm/format.h"
#include "lib/igvm/rules.h"

/* A parameter area and what became of it. */
struct igvm_area {
        uint32_t index;
        uint32_t file_offset; /* initial contents; 0: zeros */
        uint64_t size;        /* bytes */
        uint64_t gpa;         /* once inserted */
        uint32_t mask;        /* once inserted */
        bool inserted;
        bool declared; /* false: the header that declares it has not been reached */
};

/* Addresses that consecutive headers take, one behind the other, for the same platforms: mostly guest memory. */
struct igvm_range {
        uint64_t start; /* GPA, for guest memory */
        uint64_t end;
        uint32_t mask;
        uint32_t first_header; /* index */
        uint32_t
                page_size; /* bytes that each of the headers takes; 0: a single header, of any size */
        uint32_t space;    /* what the addresses are of */
};

/*
 * Memory of the caller's that lives as long as the opened file. igvm_workspace_allocate() (hosted.h) makes one that is
 * enough for a given file; who has no allocator gives what there is, and files that need more are refused. The arrays
 * need not be initialized.
 */
struct igvm_workspace {
        struct igvm_range *ranges;
        uint32_t range_capacity;
        struct igvm_area *areas; /* after igvm_open(): sorted by index */
        uint32_t area_capacity;
};

#define IGVM_NO_HEADER UINT32_MAX

struct igvm_error {
        enum igvm_rule rule;
        uint32_t header; /* index among all variable headers, or IGVM_NO_HEADER: the fixed header */
        uint32_t type;   /* of that header, as in the file */
        uint32_t offset; /* of that header in the file */
};

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

/*
 * Checks a file of @size bytes. On failure *@error says what is wrong and where; then only the header_count headers in
 * front of that place may be iterated (to show them), none if the fixed header is at fault.
 */
__attribute__((warn_unused_result)) enum igvm_rule
igvm_open(struct igvm_file *file, const void *data, size_t size, enum igvm_level level,
          struct igvm_workspace *workspace, struct igvm_error *error);

struct igvm_iterator {
        const struct igvm_file *file;
        uint32_t offset;
        uint32_t index;
};

/* Starts at the first variable header. */
static inline struct igvm_iterator igvm_iterate(const struct igvm_file *file)
{
        return (struct igvm_iterator){ file, file->fixed.variable_header_offset, 0 };
}

/* The next header; false at the end. */
__attribute__((warn_unused_result)) bool igvm_next(struct igvm_iterator *iterator,
                                                   struct igvm_header *out);

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

/* The declaration of parameter area @index; false if there is none. */
__attribute__((warn_unused_result)) bool
igvm_find_area(const struct igvm_file *file, uint32_t index, struct igvm_parameter_area *out);

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

/* Bytes of the file. */
struct igvm_span {
        uint32_t offset; /* 0: there are none */
        uint64_t size;
};

/* The file data that a header of an opened file leads to, all of which lies in the file if there is any. */
struct igvm_span igvm_header_data(const struct igvm_file *file, const struct igvm_header *header);

/* Names for people: "PAGE_DATA"; "unknown" if the library does not know the type. */
const char *igvm_type_name(uint32_t type);
const char *igvm_platform_name(uint32_t platform_type);

/* "header 12 (PAGE_DATA) at offset 0x1a0: ..." into @out, terminated; returns the whole text's length. */
size_t igvm_error_text(const struct igvm_error *error, char *out, size_t size);

/*
 * The IGVMAPI_ error number of the reference's C interface for *@error, broken at IGVM_AS_REFERENCE; some of its numbers
 * tell apart in which section the header stands.
 */
int32_t igvm_api_error(const struct igvm_error *error);

/* CRC-32 (IEEE 802.3) as the checksum uses it: @crc is 0 at first, then the last result. */
uint32_t igvm_crc32(uint32_t crc, const void *data, size_t size);

#endif
