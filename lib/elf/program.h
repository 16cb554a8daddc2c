/*
 * lib/elf/program.h - a strict reader of static x86-64 ELF programs (System V ABI, "Object Files";
 * elf(5)).
 *
 * Only what a loader needs: the header and the program headers, every number checked against the
 * file once, so that whoever walks the segments needs no check of its own.
 */
#ifndef LIB_ELF_PROGRAM_H
#define LIB_ELF_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Most program headers that a file may have. */
#define ELF_MAX_SEGMENTS 64

enum elf_segment_type {
        ELF_SEGMENT_NULL = 0,
        ELF_SEGMENT_LOAD = 1,
        ELF_SEGMENT_DYNAMIC = 2,
        ELF_SEGMENT_INTERPRETER = 3,
        ELF_SEGMENT_TLS = 7,
};

/* Bits of elf_segment.flags. */
#define ELF_FLAG_EXECUTE UINT32_C(1)
#define ELF_FLAG_WRITE   UINT32_C(2)
#define ELF_FLAG_READ    UINT32_C(4)

/* One program header, in the file's own order of fields. */
struct elf_segment {
        uint32_t type;   /* enum elf_segment_type, or another that a loader skips */
        uint32_t flags;  /* ELF_FLAG_* */
        uint64_t offset; /* of its bytes in the file */
        uint64_t virtual_address;
        uint64_t physical_address;
        uint64_t file_size;   /* bytes in the file; for a LOAD segment inside the file */
        uint64_t memory_size; /* bytes in memory, >= file_size for a LOAD segment */
        uint64_t alignment;   /* 0, 1 or a power of two */
};
_Static_assert(sizeof(struct elf_segment) == 56, "ELF program header");

enum elf_error {
        ELF_OK = 0,
        ELF_TRUNCATED = -1,   /* a header lies outside the file */
        ELF_NOT_ELF = -2,     /* no ELF64, little-endian, x86-64 file of version 1 */
        ELF_NOT_STATIC = -3,  /* of another type, or it wants an interpreter or dynamic linking */
        ELF_BAD_HEADERS = -4, /* sizes or number of the program headers */
        ELF_BAD_SEGMENT =
                -5, /* bytes outside the file, sizes or alignment that contradict each other */
        ELF_NO_SEGMENTS = -6, /* nothing to load */
};

/* A checked file. Nothing is copied: @data must stay as it is. */
struct elf_file {
        const uint8_t *data;
        size_t size;    /* bytes in data */
        uint64_t entry; /* virtual address of the first instruction */
        uint64_t program_header_offset;
        unsigned int segment_count; /* program headers, <= ELF_MAX_SEGMENTS */
        bool movable; /* ET_DYN: its addresses count from wherever it is put, and it relocates itself */
};

/*
 * Checks the header and every program header. A LOAD segment that passed has its bytes inside the
 * file, file_size <= memory_size, an address range that does not wrap, and offset and address equal
 * modulo its alignment. Overlap, addresses and rights are the loader's to judge.
 *
 * elf_open() takes programs for a fixed address (ET_EXEC); elf_open_movable() also static ones for any
 * (ET_DYN without an interpreter), which have a DYNAMIC segment to relocate themselves by.
 */
__attribute__((warn_unused_result)) enum elf_error elf_open(struct elf_file *file, const void *data,
                                                            size_t size);
__attribute__((warn_unused_result)) enum elf_error elf_open_movable(struct elf_file *file,
                                                                    const void *data, size_t size);

/* The program header number @index, which is less than segment_count. */
struct elf_segment elf_segment(const struct elf_file *file, unsigned int index);

/*
 * The next LOAD segment with memory at or after *@index, which moves behind it; false when there is
 * none.
 */
bool elf_next_load(const struct elf_file *file, unsigned int *index, struct elf_segment *out);

/* The bytes of a LOAD segment in the file, file_size of them. */
const uint8_t *elf_segment_data(const struct elf_file *file, const struct elf_segment *segment);

/* The virtual address at which a LOAD segment shows the program headers themselves, or 0. */
uint64_t elf_program_headers_address(const struct elf_file *file);

/* The error as text for a log line. */
const char *elf_error_text(enum elf_error error);

#endif
