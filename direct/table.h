/* direct/table.h - the header of ACPI tables (ACPI 6.5, section 5.2.6). */
#ifndef DIRECT_TABLE_H
#define DIRECT_TABLE_H

#include <stdint.h>

#include "lib/base/memory.h"

struct __attribute__((packed)) table_header {
        char signature[4];
        uint32_t length; /* with the header */
        uint8_t revision;
        uint8_t checksum; /* makes the sum of all bytes 0 */
        char oem_id[6];
        char oem_table_id[8];
        uint32_t oem_revision;
        char creator_id[4];
        uint32_t creator_revision;
};
_Static_assert(sizeof(struct table_header) == 36, "ACPI table header");

/* Length and checksum are who writes the table's. */
static inline struct table_header table_header(const char signature[4], uint8_t revision)
{
        struct table_header header = { .revision = revision,
                                       .oem_revision = 1,
                                       .creator_revision = 1 };

        memcpy(header.signature, signature, 4);
        memcpy(header.oem_id, "CASHEW", 6);
        memcpy(header.oem_table_id, "DIRECT  ", 8);
        memcpy(header.creator_id, "CSHW", 4);
        return header;
}

#endif
