/* softsnp/host/e820.h - the firmware's memory map as QEMU's file etc/e820 has it. Pure: runs in tests on the host. */
#ifndef SOFTSNP_HOST_E820_H
#define SOFTSNP_HOST_E820_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"

#define E820_RAM          1
#define E820_RESERVED     2
#define E820_ENTRIES_MOST 128

struct __attribute__((packed)) e820_entry {
        uint64_t start;
        uint64_t size;
        uint32_t type;
};
_Static_assert(sizeof(struct e820_entry) == 20, "e820 entry");

/*
 * Copies @map to @out, with RAM in any of @holes (ascending, not overlapping) made reserved. @out has room for
 * E820_ENTRIES_MOST entries; what does not fit is left out. Returns how many there are.
 */
size_t e820_reserve(const struct e820_entry *map, size_t count, const struct gpa_range *holes,
                    size_t hole_count, struct e820_entry *out);

#endif
