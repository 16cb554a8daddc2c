/* fuzz/igvm/seal.h - makes mutated bytes look like an IGVM file, so that they reach the rules behind its fixed header. */
#ifndef FUZZ_IGVM_SEAL_H
#define FUZZ_IGVM_SEAL_H

#include <stdlib.h>
#include <string.h>

#include "lib/igvm/reader.h"

/* Makes magic, size and checksum right; @size is at least the fixed header's. */
static inline void igvm_seal(uint8_t *data, size_t size)
{
        struct igvm_fixed_header fixed;
        struct igvm_fixed_header_extension extension;
        size_t start;

        memcpy(&fixed, data, sizeof(fixed));
        fixed.magic = IGVM_MAGIC;
        fixed.total_file_size = (uint32_t)size;
        fixed.checksum = 0;
        start = sizeof(fixed) + (fixed.format_version == 2 ? sizeof(extension) : 0);
        if (size >= start && fixed.variable_header_offset <= size &&
            fixed.variable_header_size <= size - fixed.variable_header_offset) {
                uint32_t crc = igvm_crc32(0, &fixed, sizeof(fixed));

                crc = igvm_crc32(crc, data + sizeof(fixed), start - sizeof(fixed));
                fixed.checksum = igvm_crc32(crc, data + fixed.variable_header_offset,
                                            fixed.variable_header_size);
        }
        memcpy(data, &fixed, sizeof(fixed));
}

/* A sealed copy of an input, for free(); NULL if it is too short for a fixed header. */
static inline uint8_t *igvm_sealed_copy(const uint8_t *data, size_t size)
{
        uint8_t *copy = size < sizeof(struct igvm_fixed_header) ? NULL : malloc(size);

        if (!copy)
                return NULL;
        memcpy(copy, data, size);
        igvm_seal(copy, size);
        return copy;
}

/* Gives an input, sealed, to @try_level at every level of strictness. */
static inline void igvm_at_each_level(const uint8_t *data, size_t size,
                                      void (*try_level)(const uint8_t *data, size_t size,
                                                        enum igvm_level level))
{
        uint8_t *copy = igvm_sealed_copy(data, size);

        if (!copy)
                return;
        for (unsigned int level = 0; level < IGVM_LEVEL_COUNT; level++)
                try_level(copy, size, (enum igvm_level)level);
        free(copy);
}

/* False for an opened file that takes a fuzzer too long to measure: areas of up to 4 GiB take a second each. */
static inline bool igvm_is_quick(const struct igvm_file *file)
{
        return igvm_areas_fit(file, UINT64_C(16) << 20);
}

#endif
