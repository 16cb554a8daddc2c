/*
 * tests/unit/kernel/builders.h - ELF programs and cpio archives, made in memory for tests, right or
 * wrong as asked.
 */
#ifndef TESTS_UNIT_KERNEL_BUILDERS_H
#define TESTS_UNIT_KERNEL_BUILDERS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/elf/program.h"

/*
 * A file of 3 pages: headers and code in the first, read-only data in the second, data in the
 * third.
 */
#define TEST_ELF_SIZE  0x3000
#define TEST_ELF_ENTRY 0x400200
#define TEST_ELF_DATA  0x402000 /* writable, 0x800 bytes from the file, then bss up to 0x404000 */

/* Writes the program to @out, which has TEST_ELF_SIZE bytes. */
void build_elf(uint8_t *out);

/* Where a program header of it lies, to be changed. */
struct elf_segment *elf_header_at(uint8_t *elf, unsigned int index);

struct archive {
        uint8_t *data;
        size_t capacity;
        size_t size;
};

/*
 * Adds a file; the contents begin at a multiple of @alignment if that is not 0 (by a filler before
 * it).
 */
void archive_add(struct archive *archive, const char *path, const void *data, size_t size,
                 size_t alignment);
void archive_end(struct archive *archive);

#endif
