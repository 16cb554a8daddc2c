/* tests/unit/igvm/file_builder.c - see file_builder.h. */
#include "tests/unit/igvm/file_builder.h"

#include <stdlib.h>
#include <string.h>

#include "lib/igvm/reader.h"

static void *checked(void *memory)
{
        if (!memory)
                abort();
        return memory;
}

struct file_builder builder_start(void)
{
        return (struct file_builder){
                .version = 2,
                .page_size = IGVM_PAGE_SIZE,
                .data_offset = IGVM_PAGE_SIZE,
        };
}

void builder_free(struct file_builder *builder)
{
        free(builder->headers);
        free(builder->data);
        *builder = (struct file_builder){ 0 };
}

size_t builder_add(struct file_builder *builder, uint32_t type, const void *body, size_t length)
{
        const struct igvm_variable_header header = { type, (uint32_t)length };
        size_t end = builder->headers_size + sizeof(header) + (length + 7) / 8 * 8;
        size_t place = builder->headers_size + sizeof(header);

        if (end > builder->headers_room) {
                builder->headers_room = 2 * end;
                builder->headers = checked(realloc(builder->headers, builder->headers_room));
        }
        memset(builder->headers + builder->headers_size, 0, end - builder->headers_size);
        memcpy(builder->headers + builder->headers_size, &header, sizeof(header));
        memcpy(builder->headers + place, body, length);
        builder->headers_size = end;
        return place;
}

uint32_t builder_data(struct file_builder *builder, const void *bytes, size_t size)
{
        size_t offset = builder->data_size;

        builder->data = checked(realloc(builder->data, offset + size));
        memset(builder->data + offset, 0, size);
        if (bytes)
                memcpy(builder->data + offset, bytes, size);
        builder->data_size += size;
        return (uint32_t)(builder->data_offset + offset);
}

static size_t fixed_size(uint32_t version)
{
        return sizeof(struct igvm_fixed_header) +
               (version == 2 ? sizeof(struct igvm_fixed_header_extension) : 0);
}

uint8_t *builder_finish(const struct file_builder *builder, size_t *size)
{
        size_t start = fixed_size(builder->version);
        size_t data = builder->data_offset ? builder->data_offset : start + builder->headers_size;
        const struct igvm_fixed_header_extension extension = { builder->architecture,
                                                               builder->page_size };
        struct igvm_fixed_header fixed = {
                .magic = IGVM_MAGIC,
                .format_version = builder->version,
                .variable_header_offset = (uint32_t)start,
                .variable_header_size = (uint32_t)builder->headers_size,
                .total_file_size = (uint32_t)(data + builder->data_size),
        };
        uint8_t *file = checked(calloc(1, fixed.total_file_size));

        if (start + builder->headers_size > data)
                abort();
        memcpy(file, &fixed, sizeof(fixed));
        if (builder->version == 2)
                memcpy(file + sizeof(fixed), &extension, sizeof(extension));
        if (builder->headers_size)
                memcpy(file + start, builder->headers, builder->headers_size);
        if (builder->data_size)
                memcpy(file + data, builder->data, builder->data_size);
        *size = fixed.total_file_size;
        builder_seal(file, *size);
        return file;
}

void builder_seal(uint8_t *file, size_t size)
{
        struct igvm_fixed_header fixed;
        uint32_t crc;

        memcpy(&fixed, file, sizeof(fixed));
        if (fixed.variable_header_offset > size ||
            fixed.variable_header_size > size - fixed.variable_header_offset)
                return;
        fixed.checksum = 0;
        crc = igvm_crc32(0, &fixed, sizeof(fixed));
        crc = igvm_crc32(crc, file + sizeof(fixed),
                         fixed_size(fixed.format_version) - sizeof(fixed));
        fixed.checksum =
                igvm_crc32(crc, file + fixed.variable_header_offset, fixed.variable_header_size);
        memcpy(file, &fixed, sizeof(fixed));
}
