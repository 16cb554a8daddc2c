/*
 * libigvm/buffer.c - headers as the reference writes them again, and their data.
 *
 * The reference takes a file to pieces, and writes a header anew for who asks for it, as the only one of a file without
 * other data: so file_offset is 0, and what it did not keep is gone (igvm/src/c_api.rs, get_header(), and
 * write_binary_header() in igvm/src/lib.rs). Files at level IGVM_AS_REFERENCE have nothing else that would change.
 */
#include "libigvm/buffer.h"

#include <stdlib.h>
#include <string.h>

#define RELOCATABLE_FLAGS                                                             \
        (IGVM_VHF_RELOCATABLE_REGION_IS_VTL2 | IGVM_VHF_RELOCATABLE_REGION_APPLY_PC | \
         IGVM_VHF_RELOCATABLE_REGION_APPLY_GDTR)

/* What malloc() is sure to give, and so the alignment that programs may rely on when they look at bytes as a structure. */
#define BUFFER_ALIGNMENT _Alignof(max_align_t)

/* Zeros: what is not copied, as padding, is not memory of the program's. */
static struct buffer *allocate(uint64_t size)
{
        struct buffer *buffer = calloc(1, sizeof(*buffer) + size);

        if (buffer) {
                buffer->size = (uint32_t)size;
                buffer->data = buffer->own;
        }
        return buffer;
}

/* The context's address is written again only where the context is a page of the guest's. */
static void rewrite_context(const struct open_file *file, uint8_t *body)
{
        struct igvm_vp_context context;
        enum igvm_platform_type platform;

        memcpy(&context, body, sizeof(context));
        context.file_offset = 0;
        context.reserved = 0;
        if (find_platform(file, context.compatibility_mask, &platform) &&
            platform != IGVM_PLATFORM_SEV_SNP && platform != IGVM_PLATFORM_SEV_ES)
                context.gpa = 0;
        memcpy(body, &context, sizeof(context));
}

/* Keeps the bits @kept of a number of 32 bits; the body may lie at any address. */
static void clear(uint8_t *body, size_t offset, uint32_t kept)
{
        uint32_t value;

        memcpy(&value, body + offset, sizeof(value));
        value &= kept;
        memcpy(body + offset, &value, sizeof(value));
}

/*
 * The headers that have a place in the file, or flags that the reference does not know: it writes
 * those anew.
 */
static void rewrite(const struct open_file *file, uint32_t type, uint8_t *body)
{
        switch (type) {
        case IGVM_RELOCATABLE_REGION:
                body[offsetof(struct igvm_relocatable_region, flags)] &= RELOCATABLE_FLAGS;
                break;
        case IGVM_CORIM_DOCUMENT:
        case IGVM_CORIM_SIGNATURE:
                clear(body, offsetof(struct igvm_corim, file_offset), 0);
                break;
        case IGVM_PARAMETER_AREA:
                clear(body, offsetof(struct igvm_parameter_area, file_offset), 0);
                break;
        case IGVM_PAGE_DATA:
                clear(body, offsetof(struct igvm_page_data, file_offset), 0);
                break;
        case IGVM_VP_CONTEXT:
                rewrite_context(file, body);
                break;
        case IGVM_REQUIRED_MEMORY:
                clear(body, offsetof(struct igvm_required_memory, flags),
                      IGVM_MEMORY_VTL2_PROTECTABLE);
                break;
        default:
                break;
        }
}

/*
 * As in a file: type and length, then the body and zeros up to a multiple of 8 bytes. The length
 * does not count the zeros.
 */
IgvmResult make_header_buffer(const struct open_file *file, const struct igvm_header *header,
                              struct buffer **out)
{
        struct igvm_variable_header tag = { header->type, header->length };
        uint64_t padded = ((uint64_t)header->length + IGVM_HEADER_ALIGNMENT - 1) /
                          IGVM_HEADER_ALIGNMENT * IGVM_HEADER_ALIGNMENT;
        struct buffer *buffer = allocate(sizeof(tag) + padded);

        if (!buffer)
                return NO_MEMORY;
        memcpy(buffer->own, &tag, sizeof(tag));
        memcpy(buffer->own + sizeof(tag), header->body, header->length);
        rewrite(file, header->type, buffer->own + sizeof(tag));
        *out = buffer;
        return IGVMAPI_OK;
}

/*
 * Data that lies well in our copy of the file is used there: programs ask for all of it, and not all free it again.
 */
IgvmResult make_data_buffer(const struct open_file *file, const struct igvm_header *header,
                            struct buffer **out)
{
        struct igvm_span span = igvm_header_data(&file->igvm, header);
        const uint8_t *data = igvm_data(&file->igvm, span.offset);
        bool usable = span.offset % BUFFER_ALIGNMENT == 0;

        if (header->type < IGVM_FIRST_INITIALIZATION)
                return IGVMAPI_INVALID_PARAMETER;
        if (!data || span.size == 0)
                return IGVMAPI_NO_DATA;
        *out = allocate(usable ? 0 : span.size);
        if (!*out)
                return NO_MEMORY;
        if (!usable)
                memcpy((*out)->own, data, span.size);
        else
                (*out)->data = data;
        (*out)->size = (uint32_t)span.size;
        return IGVMAPI_OK;
}
