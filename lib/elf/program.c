/*
 * lib/elf/program.c - see program.h. The only place that knows the offsets of ELF's fields (System V ABI, "Object Files": Elf64_Ehdr and
 * Elf64_Phdr).
 */
#include "lib/elf/program.h"

#include "lib/base/bytes.h"
#include "lib/base/memory.h"

#define ELF_HEADER_SIZE         64
#define ELF_PROGRAM_HEADER_SIZE 56
#define ELF_TYPE_EXECUTABLE     2
#define ELF_TYPE_DYNAMIC        3
#define ELF_MACHINE_X86_64      62
#define ELF_VERSION_CURRENT     1

/* Magic, 64 bit, little-endian, version 1. */
static const uint8_t identification[7] = { 0x7f, 'E', 'L', 'F', 2, 1, ELF_VERSION_CURRENT };

/* The fields of the file header that are looked at. */
struct elf_header {
        uint8_t identification[16];
        uint16_t type;
        uint16_t machine;
        uint32_t version;
        uint64_t entry;
        uint64_t program_header_offset;
        uint16_t program_header_size;
        uint16_t program_header_count;
};

static bool read_header(struct elf_header *out, const void *data, size_t size)
{
        struct bytes_reader reader = bytes_reader(data, size);

        bytes_read(&reader, out->identification, sizeof(out->identification));
        out->type = bytes_read_le16(&reader);
        out->machine = bytes_read_le16(&reader);
        out->version = bytes_read_le32(&reader);
        out->entry = bytes_read_le64(&reader);
        out->program_header_offset = bytes_read_le64(&reader);
        bytes_take(&reader, 8 + 4 + 2); /* section headers, flags, size of this header */
        out->program_header_size = bytes_read_le16(&reader);
        out->program_header_count = bytes_read_le16(&reader);
        bytes_take(&reader, 6); /* section headers */
        return !reader.failed;
}

static enum elf_error check_header(const struct elf_header *header)
{
        if (memcmp(header->identification, identification, sizeof(identification)) != 0)
                return ELF_NOT_ELF;
        if (header->machine != ELF_MACHINE_X86_64 || header->version != ELF_VERSION_CURRENT)
                return ELF_NOT_ELF;
        if (header->type != ELF_TYPE_EXECUTABLE && header->type != ELF_TYPE_DYNAMIC)
                return ELF_NOT_STATIC;
        if (header->program_header_size != ELF_PROGRAM_HEADER_SIZE ||
            header->program_header_count > ELF_MAX_SEGMENTS)
                return ELF_BAD_HEADERS;
        return ELF_OK;
}

/* Written so that no sum can wrap around. */
static bool inside(uint64_t offset, uint64_t length, uint64_t size)
{
        return offset <= size && length <= size - offset;
}

/* A power of two, and offset and address are alike modulo it ("Program Header", p_align). */
static bool good_alignment(const struct elf_segment *segment)
{
        uint64_t alignment = segment->alignment;

        if (alignment <= 1)
                return true;
        if ((alignment & (alignment - 1)) != 0)
                return false;
        return ((segment->offset ^ segment->virtual_address) & (alignment - 1)) == 0;
}

/* What is loaded lies in the file, is no larger there than in memory, and does not wrap around at the end of addresses. */
static bool good_load(const struct elf_file *file, const struct elf_segment *segment)
{
        return inside(segment->offset, segment->file_size, file->size) &&
               segment->file_size <= segment->memory_size &&
               segment->memory_size <= UINT64_MAX - segment->virtual_address &&
               segment->memory_size <= UINT64_MAX - segment->physical_address &&
               good_alignment(segment);
}

/* An interpreter would be a file that nobody has measured; a dynamic section is good for programs that move themselves. */
static enum elf_error check_segments(const struct elf_file *file)
{
        bool any = false;

        for (unsigned int i = 0; i < file->segment_count; i++) {
                struct elf_segment segment = elf_segment(file, i);

                if (segment.type == ELF_SEGMENT_INTERPRETER ||
                    (segment.type == ELF_SEGMENT_DYNAMIC && !file->movable))
                        return ELF_NOT_STATIC;
                if (segment.type != ELF_SEGMENT_LOAD)
                        continue;
                if (!good_load(file, &segment))
                        return ELF_BAD_SEGMENT;
                any = any || segment.memory_size != 0;
        }
        return any ? ELF_OK : ELF_NO_SEGMENTS;
}

enum elf_error elf_open(struct elf_file *file, const void *data, size_t size)
{
        enum elf_error error = elf_open_movable(file, data, size);

        return error == ELF_OK && file->movable ? ELF_NOT_STATIC : error;
}

enum elf_error elf_open_movable(struct elf_file *file, const void *data, size_t size)
{
        struct elf_header header;
        enum elf_error error;

        if (!read_header(&header, data, size))
                return ELF_TRUNCATED;
        error = check_header(&header);
        if (error != ELF_OK)
                return error;
        if (!inside(header.program_header_offset,
                    (uint64_t)header.program_header_count * ELF_PROGRAM_HEADER_SIZE, size))
                return ELF_TRUNCATED;
        *file = (struct elf_file){
                .data = data,
                .size = size,
                .entry = header.entry,
                .program_header_offset = header.program_header_offset,
                .segment_count = header.program_header_count,
                .movable = header.type == ELF_TYPE_DYNAMIC,
        };
        return check_segments(file);
}

struct elf_segment elf_segment(const struct elf_file *file, unsigned int index)
{
        struct bytes_reader reader = bytes_reader(file->data, file->size);
        struct elf_segment out;

        bytes_seek(&reader, file->program_header_offset + (size_t)index * ELF_PROGRAM_HEADER_SIZE);
        out.type = bytes_read_le32(&reader);
        out.flags = bytes_read_le32(&reader);
        out.offset = bytes_read_le64(&reader);
        out.virtual_address = bytes_read_le64(&reader);
        out.physical_address = bytes_read_le64(&reader);
        out.file_size = bytes_read_le64(&reader);
        out.memory_size = bytes_read_le64(&reader);
        out.alignment = bytes_read_le64(&reader);
        return out;
}

bool elf_next_load(const struct elf_file *file, unsigned int *index, struct elf_segment *out)
{
        while (*index < file->segment_count) {
                *out = elf_segment(file, (*index)++);
                if (out->type == ELF_SEGMENT_LOAD && out->memory_size != 0)
                        return true;
        }
        return false;
}

const uint8_t *elf_segment_data(const struct elf_file *file, const struct elf_segment *segment)
{
        return file->data + segment->offset;
}

/* A C library finds its thread-local storage and its stack's rights by the headers, as AT_PHDR says where they are. */
uint64_t elf_program_headers_address(const struct elf_file *file)
{
        uint64_t size = (uint64_t)file->segment_count * ELF_PROGRAM_HEADER_SIZE;
        struct elf_segment segment;
        unsigned int index = 0;

        while (elf_next_load(file, &index, &segment)) {
                uint64_t before = file->program_header_offset - segment.offset;

                if (file->program_header_offset >= segment.offset &&
                    inside(before, size, segment.file_size))
                        return segment.virtual_address + before;
        }
        return 0;
}

const char *elf_error_text(enum elf_error error)
{
        switch (error) {
        case ELF_OK:
                return "no error";
        case ELF_TRUNCATED:
                return "a header lies outside the file";
        case ELF_NOT_ELF:
                return "not an x86-64 ELF file";
        case ELF_NOT_STATIC:
                return "not a static program, or not for such an address";
        case ELF_BAD_HEADERS:
                return "size or number of the program headers";
        case ELF_BAD_SEGMENT:
                return "a segment contradicts the file or itself";
        case ELF_NO_SEGMENTS:
                return "nothing to load";
        }
        return "unknown error";
}
