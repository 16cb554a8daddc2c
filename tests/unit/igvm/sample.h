/* tests/unit/igvm/sample.h - an IGVM file with every kind of header, and ways to break it. */
#ifndef TESTS_UNIT_IGVM_SAMPLE_H
#define TESTS_UNIT_IGVM_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/reader.h"

/* Headers of the sample by index. */
enum sample_header {
        SAMPLE_PLATFORM_SNP,
        SAMPLE_PLATFORM_NATIVE,
        SAMPLE_POLICY,
        SAMPLE_CORIM,
        SAMPLE_RELOCATABLE,
        SAMPLE_PAGE_TABLES,
        SAMPLE_AREA,
        SAMPLE_VP_COUNT,
        SAMPLE_MEMORY_MAP,
        SAMPLE_INSERT,
        SAMPLE_MEMORY,
        SAMPLE_ERROR_RANGE,
        SAMPLE_ID_BLOCK,
        SAMPLE_PAGE,
        SAMPLE_PAGE_ZERO,
        SAMPLE_PAGE_BELOW,  /* at a lower address than those before */
        SAMPLE_PAGE_NATIVE, /* where SAMPLE_PAGE is, for the other platform */
        SAMPLE_PAGE_SECRETS,
        SAMPLE_PAGE_CPUID,
        SAMPLE_PAGE_UNMEASURED,
        SAMPLE_PAGE_SHARED,
        SAMPLE_CONTEXT,
        SAMPLE_HEADERS,
};

#define SAMPLE_MASK_SNP    1
#define SAMPLE_MASK_NATIVE 2
#define SAMPLE_AREA_INDEX  7
#define SAMPLE_AREA_SIZE   0x2000
#define SAMPLE_AREA_GPA    0x200000
#define SAMPLE_PAGE_GPA    0x100000

struct sample {
        uint8_t *data; /* malloc()ed, exactly size bytes, so that a sanitizer sees every overrun */
        size_t size;
};

/* igvm_open() with a workspace that is used again by the next call. */
enum igvm_rule open_strictly(struct igvm_file *file, const void *data, size_t size,
                             struct igvm_error *error);

struct sample sample_make(void);
void sample_free(struct sample *sample);

/* Makes total_file_size and checksum right again. */
void sample_seal(struct sample *sample);

/* Where header @index begins. */
size_t sample_offset(const struct sample *sample, unsigned int index);

/* Writes @size bytes at @offset in the body of header @index; the checksum is made right. */
void sample_patch(struct sample *sample, unsigned int index, size_t offset, uint64_t value,
                  size_t size);

#endif
