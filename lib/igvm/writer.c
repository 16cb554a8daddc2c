/* lib/igvm/writer.c - see writer.h. */
#include "lib/igvm/writer.h"

#include "lib/base/memory.h"
#include "lib/igvm/crc32.h"
#include "lib/igvm/walk.h"

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

static void forget_written(const struct igvm_written_table *table)
{
        if (table)
                memset(table->entries, 0, table->capacity * sizeof(table->entries[0]));
}

void igvm_writer_share(struct igvm_writer *writer, struct igvm_written_table *table)
{
        writer->table = table;
        forget_written(table);
}

uint64_t igvm_writer_size(const struct igvm_writer *writer)
{
        if (writer->out)
                return writer->capacity;
        return writer->headers_end + (writer->data_end ? writer->data_end : IGVM_HEADER_ALIGNMENT);
}

struct igvm_writer igvm_writer_start(const struct igvm_writer *counted, uint8_t *out)
{
        forget_written(counted->table);
        return (struct igvm_writer){
                .out = out,
                .headers_end = fixed_size(counted),
                .data_start = counted->headers_end,
                .data_end = counted->headers_end,
                .capacity = igvm_writer_size(counted),
                .version = counted->version,
                .extension = counted->extension,
                .table = counted->table,
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

uint64_t igvm_hash(uint64_t hash, const void *data, size_t size)
{
        const uint8_t *bytes = data;
        uint64_t word;

        for (; size >= sizeof(word); bytes += sizeof(word), size -= sizeof(word)) {
                memcpy(&word, bytes, sizeof(word));
                hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
                hash ^= hash >> 32;
        }
        for (; size > 0; bytes++, size--)
                hash = (hash ^ *bytes) * UINT64_C(0x9e3779b97f4a7c15);
        return hash ^ hash >> 29;
}

/* Looks at so many places and no more, lest chosen contents make it slow. */
#define MOST_PROBES 16

/* The place of such data in the table, or the free place for it; NULL if there is neither. */
static struct igvm_written *find_written(const struct igvm_written_table *table,
                                         const struct igvm_written *wanted)
{
        for (uint32_t i = 0; i < MOST_PROBES && i < table->capacity; i++) {
                struct igvm_written *entry =
                        &table->entries[(wanted->hash + i) & (table->capacity - 1)];

                if (!entry->data || (entry->hash == wanted->hash && entry->size == wanted->size &&
                                     entry->padded == wanted->padded &&
                                     memcmp(entry->data, wanted->data, wanted->size) == 0))
                        return entry;
        }
        return NULL;
}

/* Appends, whatever was written before. Returns the offset among the file data. */
static uint64_t append_data(struct igvm_writer *writer, const void *data, size_t size,
                            size_t padded)
{
        uint64_t offset = writer->data_end - writer->data_start;
        uint8_t *place = reserve(writer, &writer->data_end, padded, writer->capacity);

        if (place) {
                memcpy(place, data, size);
                memset(place + size, 0, padded - size);
        }
        return offset;
}

static uint64_t share_data(struct igvm_writer *writer, const void *data, size_t size, size_t padded)
{
        struct igvm_written wanted = { data, size, padded, igvm_hash(size, data, size), 0 };
        struct igvm_written *entry = find_written(writer->table, &wanted);

        if (entry && entry->data)
                return entry->offset;
        wanted.offset = append_data(writer, data, size, padded);
        if (entry)
                *entry = wanted;
        return wanted.offset;
}

uint32_t igvm_write_data(struct igvm_writer *writer, const void *data, size_t size, size_t padded)
{
        uint64_t offset = writer->table ? share_data(writer, data, size, padded)
                                        : append_data(writer, data, size, padded);

        return writer->out && !writer->failed ? (uint32_t)(writer->data_start + offset) : 0;
}

void igvm_write_page_data(struct igvm_writer *writer, const struct igvm_page_data *page,
                          const void *contents)
{
        struct igvm_page_data body = *page;
        size_t size = igvm_page_size(page);

        body.file_offset = contents ? igvm_write_data(writer, contents, size, size) : 0;
        igvm_write_header(writer, IGVM_PAGE_DATA, &body, sizeof(body));
}

void igvm_write_page(struct igvm_writer *writer, uint64_t gpa, uint32_t mask,
                     enum igvm_page_data_type type, const void *contents)
{
        const struct igvm_page_data page = {
                .gpa = gpa,
                .compatibility_mask = mask,
                .data_type = (uint16_t)type,
        };

        igvm_write_page_data(writer, &page, contents);
}

/* What igvm_writer_size() added, if nothing else is there. */
static void fill_empty_data(struct igvm_writer *writer)
{
        static const uint8_t zeros[IGVM_HEADER_ALIGNMENT];

        if (writer->out && writer->data_end == writer->data_start)
                (void)append_data(writer, zeros, sizeof(zeros), sizeof(zeros));
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

        fill_empty_data(writer);
        if (!writer->out || writer->failed || writer->capacity > UINT32_MAX ||
            writer->headers_end != writer->data_start || writer->data_end != writer->capacity)
                return false;
        memcpy(writer->out, &fixed, sizeof(fixed));
        memcpy(writer->out + sizeof(fixed), &writer->extension, start - sizeof(fixed));
        fixed.checksum = igvm_crc32(0, writer->out, writer->headers_end);
        memcpy(writer->out, &fixed, sizeof(fixed));
        return true;
}
