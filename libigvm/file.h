/* libigvm/file.h - a file that a program has opened: our copy of its bytes, and where its headers are. */
#ifndef LIBIGVM_FILE_H
#define LIBIGVM_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/igvm/reader.h"
#include "libigvm/include/igvm/igvm.h"

#define SECTION_COUNT (IGVM_HEADER_SECTION_DIRECTIVE + 1)

/* What memory that cannot be had is called: an error that the reference never gives for reading. */
#define NO_MEMORY IGVMAPI_TOTAL_FILE_SIZE_TOO_LARGE

struct open_file {
        IgvmHandle handle; /* the first member, see handles.h */
        struct igvm_file igvm;
        struct igvm_workspace workspace;
        uint8_t *data;
        uint32_t *headers;                 /* offsets in the file, of those that programs see */
        uint32_t first[SECTION_COUNT + 1]; /* by section, index of its first; then their number */
        void *buffers;                     /* by handle, struct buffer */
};

/* Copies and checks @size bytes. IGVMAPI_OK, or what is wrong with them; then there is nothing to close. */
__attribute__((warn_unused_result)) IgvmResult open_file(const uint8_t *data, uint32_t size,
                                                         struct open_file **out);

void close_file(struct open_file *file);

/* The header @index of a section, from 0. False if there is none. */
__attribute__((warn_unused_result)) bool find_header(const struct open_file *file,
                                                     IgvmHeaderSection section, uint32_t index,
                                                     struct igvm_header *out);

/* The type of the last platform whose mask is exactly @mask; false if there is none. */
__attribute__((warn_unused_result)) bool find_platform(const struct open_file *file, uint32_t mask,
                                                       enum igvm_platform_type *out);

#endif
