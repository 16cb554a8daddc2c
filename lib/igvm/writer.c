/* lib/igvm/writer.c - see writer.h. */
#include "lib/igvm/writer.h"

#include "lib/base/memory.h"
#include "lib/igvm/reader.h"

static uint64_t align_up(uint64_t value)
{
        return (value + IGVM_HEADER_ALIGNMENT - 1) & ~(uint64_t)(IGVM_HEADER_ALIGNMENT - 1);
}

struct igvm_writer igvm_writer_count(void)
{
        return (struct igvm_writer){ .headers_end = sizeof(struct igvm_fixed_header),
                                     .version = 1 };
}

struct igvm_writer igvm_writer_count_v2(const struct igvm_fixed_header_extension *extension)
{
        return (struct igvm_writer){
                .headers_end = sizeof(struct igvm_fixed_header) + sizeof(*extension),
                .version = 2,
                .extension = *extension,
        };
}

/* Where the variable headers begin. */
static uint32_t fixed_size(const struct igvm_writer *writer)
{
        return sizeof(struct igvm_fixed_header) +
               (writer->version == 1 ? 0 : sizeof(writer->extension));
}

uint64_t igvm_writer_size(const struct igvm_writer *writer)
{
        return writer->out ? writer->capacity : writer->headers_end + writer->data_end;
}

struct igvm_writer igvm_writer_start(const struct igvm_writer *counted, uint8_t *out)
{
        return (struct igvm_writer){
                .out = out,
                .headers_end = fixed_size(counted),
                .data_start = counted->headers_end,
                .data_end = counted->headers_end,
                .capacity = igvm_writer_size(counted),
                .version = counted->version,
                .extension = counted->extension,
        };
}

/* Moves *@end on by @size, not beyond @limit; returns the place, or NULL while counting or when there is none. */
static uint8_t *reserve(struct igvm_writer *writer, uint64_t *end, uint64_t size, uint64_t limit)
{
        uint8_t *place;

        if (!writer->out) {
                *end += size;
                return NULL;
        }
        if (writer->failed || size > limit - *end) {
                writer->failed = true;
                return NULL;
        }
        place = writer->out + *end;
        *end += size;
        return place;
}

void igvm_write_header(struct igvm_writer *writer, uint32_t type, const void *body, uint32_t length)
{
        const struct igvm_variable_header header = { type, length };
        uint64_t padded = align_up(length);
        uint8_t *place =
                reserve(writer, &writer->headers_end, sizeof(header) + padded, writer->data_start);

        if (!place)
                return;
        memcpy(place, &header, sizeof(header));
        memcpy(place + sizeof(header), body, length);
        memset(place + sizeof(header) + length, 0, padded - length);
}

uint32_t igvm_write_data(struct igvm_writer *writer, const void *data, size_t size, size_t padded)
{
        uint64_t offset = writer->data_end;
        uint8_t *place = reserve(writer, &writer->data_end, padded, writer->capacity);

        if (!place)
                return 0;
        memcpy(place, data, size);
        memset(place + size, 0, padded - size);
        return (uint32_t)offset;
}

void igvm_write_page(struct igvm_writer *writer, uint64_t gpa, uint32_t mask,
                     enum igvm_page_data_type type, const void *contents)
{
        struct igvm_page_data page = {
                .gpa = gpa,
                .compatibility_mask = mask,
                .data_type = (uint16_t)type,
        };

        if (contents)
                page.file_offset =
                        igvm_write_data(writer, contents, IGVM_PAGE_SIZE, IGVM_PAGE_SIZE);
        igvm_write_header(writer, IGVM_PAGE_DATA, &page, sizeof(page));
}

bool igvm_writer_finish(struct igvm_writer *writer)
{
        const uint32_t start = fixed_size(writer);
        struct igvm_fixed_header fixed = {
                .magic = IGVM_MAGIC,
                .format_version = writer->version,
                .variable_header_offset = start,
                .variable_header_size = (uint32_t)(writer->headers_end - start),
                .total_file_size = (uint32_t)writer->capacity,
        };

        if (!writer->out || writer->failed || writer->capacity > UINT32_MAX ||
            writer->headers_end != writer->data_start || writer->data_end != writer->capacity)
                return false;
        memcpy(writer->out, &fixed, sizeof(fixed));
        memcpy(writer->out + sizeof(fixed), &writer->extension, start - sizeof(fixed));
        fixed.checksum = igvm_crc32(0, writer->out, writer->headers_end);
        memcpy(writer->out, &fixed, sizeof(fixed));
        return true;
}
