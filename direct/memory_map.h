/*
 * direct/memory_map.h - the host's memory map, as it is believed: no word of it is measured.
 *
 * A page may be validated once only. So RAM must not overlap RAM, and what was launched is left out.
 */
#ifndef DIRECT_MEMORY_MAP_H
#define DIRECT_MEMORY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/direct/image.h"

#define MEMORY_MOST_RANGES 64

/* RAM by ascending address, no range overlaps another. */
struct memory {
        struct gpa_range ranges[MEMORY_MOST_RANGES];
        unsigned int count;
};

/*
 * Reads the map in the @size bytes at @map. False: RAM overlaps RAM, is at addresses that have the bit @c_bit or a higher one,
 * where devices are, or is in too many pieces.
 */
__attribute__((warn_unused_result)) bool memory_read(const void *map, size_t size, uint64_t c_bit,
                                                     struct memory *out);

/* True if all of kernel, initrd and the first MiB is RAM, and what the image says of them is no nonsense. */
__attribute__((warn_unused_result)) bool memory_holds_image(const struct memory *memory,
                                                            const struct direct_image *image);

/*
 * Calls @accept for each piece of RAM that has to be validated: what was not launched, and is not the display's.
 * False as soon as @accept says so.
 */
__attribute__((warn_unused_result)) bool
memory_for_each(const struct memory *memory, const struct direct_image *image,
                bool (*accept)(void *context, uint64_t start, uint64_t size), void *context);

/* Writes Linux' table: RAM without the display and ROMs below 1 MiB, and what is ours. Returns how many entries it has. */
unsigned int memory_write_e820(const struct memory *memory,
                               struct direct_e820_entry out[ZERO_PAGE_E820_MOST]);

#endif
