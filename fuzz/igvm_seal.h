/* fuzz/igvm_seal.h - makes mutated bytes look like an IGVM file, so that they reach the rules behind its fixed header. */
#ifndef FUZZ_IGVM_SEAL_H
#define FUZZ_IGVM_SEAL_H

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

#endif
