/* tests/unit/kernel/builders.c - see builders.h. */
#include "tests/unit/kernel/builders.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define MODE_FILE 0100644

static void put16(uint8_t *at, uint16_t value)
{
        memcpy(at, &value, sizeof(value));
}

static void put64(uint8_t *at, uint64_t value)
{
        memcpy(at, &value, sizeof(value));
}

struct elf_segment *elf_header_at(uint8_t *elf, unsigned int index)
{
        return (struct elf_segment *)(void *)(elf + 64 + 56 * index);
}

void build_elf(uint8_t *out)
{
        static const uint8_t head[] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

        memset(out, 0, TEST_ELF_SIZE);
        memcpy(out, head, sizeof(head));
        put16(out + 16, 2);
        put16(out + 18, 62);
        put16(out + 20, 1);
        put64(out + 24, TEST_ELF_ENTRY);
        put64(out + 32, 64);
        put16(out + 52, 64);
        put16(out + 54, 56);
        put16(out + 56, 3);
        *elf_header_at(out, 0) =
                (struct elf_segment){ 1, 5, 0, 0x400000, 0x400000, 0x1000, 0x1000, 0x1000 };
        *elf_header_at(out, 1) =
                (struct elf_segment){ 1, 4, 0x1000, 0x401000, 0x401000, 0x1000, 0x1000, 0x1000 };
        *elf_header_at(out, 2) =
                (struct elf_segment){ 1,     6,      0x2000, TEST_ELF_DATA, TEST_ELF_DATA,
                                      0x800, 0x2000, 0x1000 };
        memset(out + 0x200, 0x90, 0x100);
        memset(out + 0x1000, 'r', 0x1000);
        memset(out + 0x2000, 'd', 0x1000);
}

static void add_header(struct archive *archive, const char *path, size_t size)
{
        size_t length = strlen(path) + 1;
        const uint32_t fields[13] = { 1, MODE_FILE,        0, 0, 1, 0, (uint32_t)size, 0, 0, 0,
                                      0, (uint32_t)length, 0 };
        char *at = (char *)archive->data + archive->size;

        assert(archive->size + 111 + length + 3 <= archive->capacity);
        memcpy(at, "070701", 6);
        for (size_t i = 0; i < 13; i++)
                snprintf(at + 6 + 8 * i, 9, "%08x", fields[i]);
        memcpy(at + 110, path, length);
        archive->size += 110 + length;
        while (archive->size % 4 != 0)
                archive->data[archive->size++] = 0;
}

static size_t header_size(const char *path)
{
        return (110 + strlen(path) + 1 + 3) & ~(size_t)3;
}

static void add(struct archive *archive, const char *path, const void *data, size_t size)
{
        add_header(archive, path, size);
        assert(archive->size + size + 3 <= archive->capacity);
        if (data)
                memcpy(archive->data + archive->size, data, size);
        else
                memset(archive->data + archive->size, 0, size);
        archive->size += size;
        while (archive->size % 4 != 0)
                archive->data[archive->size++] = 0;
}

void archive_add(struct archive *archive, const char *path, const void *data, size_t size,
                 size_t alignment)
{
        static const char filler[] = "filler";
        size_t start = archive->size + header_size(filler) + header_size(path);

        if (alignment != 0)
                add(archive, filler, NULL, (alignment - start % alignment) % alignment);
        add(archive, path, data, size);
}

void archive_end(struct archive *archive)
{
        add(archive, "TRAILER!!!", NULL, 0);
}
