/*
 * lib/igvm/walk.c - see walk.h.
 *
 * IGVM_VHS_VARIABLE_HEADER is type and length; the length counts neither itself nor the padding. Offsets stay below headers_end,
 * which is at most 32 bits: no sum here wraps around.
 */
#include "lib/igvm/walk.h"

#include "lib/igvm/types.h"

/* The header at @offset; false if it does not lie in the variable headers with its padding. */
static bool read_header(const struct igvm_file *file, uint32_t offset, uint32_t index,
                        struct igvm_header *out)
{
        struct igvm_variable_header header;
        uint32_t left = file->headers_end - offset;

        *out = (struct igvm_header){ .index = index, .offset = offset };
        if (left < sizeof(header))
                return false;
        memcpy(&header, file->data + offset, sizeof(header));
        out->type = header.type & ~IGVM_TYPE_OPTIONAL;
        out->optional = (header.type & IGVM_TYPE_OPTIONAL) != 0;
        out->known = igvm_type_find(out->type) != NULL;
        out->length = header.length;
        out->body = file->data + offset + sizeof(header);
        return igvm_padded_length(header.length) <= left - sizeof(header);
}

static uint32_t next_offset(const struct igvm_header *header)
{
        return header->offset + (uint32_t)sizeof(struct igvm_variable_header) +
               (uint32_t)igvm_padded_length(header->length);
}

bool igvm_next(struct igvm_iterator *iterator, struct igvm_header *out)
{
        if (iterator->offset >= iterator->file->headers_end)
                return false;
        if (!read_header(iterator->file, iterator->offset, iterator->index, out))
                return false;
        iterator->offset = next_offset(out);
        iterator->index++;
        return true;
}

uint32_t igvm_mask(const struct igvm_header *header)
{
        const struct igvm_type *type = igvm_type_find(header->type);
        uint32_t mask;

        if (!type || type->mask_offset == IGVM_NO_MASK)
                return UINT32_MAX;
        memcpy(&mask, header->body + type->mask_offset, sizeof(mask));
        return mask;
}

bool igvm_is_parameter(const struct igvm_header *header)
{
        const struct igvm_type *type = igvm_type_find(header->type);

        return type && type->parameter_size != 0;
}

uint32_t igvm_platform_mask(const struct igvm_file *file, enum igvm_platform_type type)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_supported_platform platform;
        struct igvm_header header;

        while (igvm_next(&iterator, &header)) {
                if (header.type != IGVM_SUPPORTED_PLATFORM)
                        continue;
                igvm_body(&header, &platform, sizeof(platform));
                if (platform.platform_type == type)
                        return platform.compatibility_mask;
        }
        return 0;
}
