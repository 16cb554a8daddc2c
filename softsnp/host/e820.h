/* softsnp/host/e820.h - memory as QEMU's file etc/e820 has it. Pure: runs in tests on the host. */
#ifndef SOFTSNP_HOST_E820_H
#define SOFTSNP_HOST_E820_H

#include <stddef.h>
#include <stdint.h>

#define E820_RAM          1
#define E820_RESERVED     2
#define E820_ACPI         3
#define E820_NVS          4
#define E820_ENTRIES_MOST 128

struct __attribute__((packed)) e820_entry {
        uint64_t start;
        uint64_t size;
        uint32_t type;
};
_Static_assert(sizeof(struct e820_entry) == 20, "e820 entry");

/*
 * Copies @map to @out without the RAM in [start, end): as a machine has it that has no memory there. @out has room for
 * E820_ENTRIES_MOST entries; what does not fit is left out. Returns how many there are.
 */
size_t e820_without(const struct e820_entry *map, size_t count, uint64_t start, uint64_t end,
                    struct e820_entry *out);

#endif
