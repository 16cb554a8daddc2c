/* libigvm/buffer.h - bytes that a program may look at: a header, or the file data of one. */
#ifndef LIBIGVM_BUFFER_H
#define LIBIGVM_BUFFER_H

#include "libigvm/file.h"

struct buffer {
        IgvmHandle handle; /* the first member, see handles.h */
        uint32_t size;
        const uint8_t *data; /* own, or bytes of the opened file */
        uint8_t own[];       /* aligned for every type */
};

/* The header as the reference writes it. IGVMAPI_OK or NO_MEMORY. */
__attribute__((warn_unused_result)) IgvmResult make_header_buffer(const struct open_file *file,
                                                                  const struct igvm_header *header,
                                                                  struct buffer **out);

/* The file data of a header. IGVMAPI_OK, IGVMAPI_NO_DATA or NO_MEMORY; IGVMAPI_INVALID_PARAMETER for a platform. */
__attribute__((warn_unused_result)) IgvmResult make_data_buffer(const struct open_file *file,
                                                                const struct igvm_header *header,
                                                                struct buffer **out);

#endif
