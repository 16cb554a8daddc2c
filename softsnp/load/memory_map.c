/* softsnp/load/memory_map.c - see memory_map.h. */
#include "softsnp/load/memory_map.h"

#include "lib/base/address.h"

static uint16_t type_of(const struct e820_entry *entry)
{
        switch (entry->type) {
        case E820_RAM:
                return IGVM_MEMORY_NORMAL;
        case E820_NVS:
                return IGVM_MEMORY_PERSISTENT;
        default:
                return IGVM_MEMORY_PLATFORM_RESERVED;
        }
}

static struct igvm_memory_map_entry convert(const struct e820_entry *entry)
{
        return (struct igvm_memory_map_entry){
                .starting_gpa_page_number = entry->start >> PAGE_SHIFT,
                .number_of_pages = entry->size >> PAGE_SHIFT,
                .entry_type = type_of(entry),
        };
}

void memory_map_make(const struct e820_entry *map, size_t count, struct igvm_memory_map_entry *out)
{
        for (size_t i = 0; i < count; i++) {
                struct igvm_memory_map_entry entry = convert(&map[i]);
                size_t at = i;

                for (; at > 0 &&
                       out[at - 1].starting_gpa_page_number > entry.starting_gpa_page_number;
                     at--)
                        out[at] = out[at - 1];
                out[at] = entry;
        }
}
