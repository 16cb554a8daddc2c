/* softsnp/load/memory_map.h - the host's memory map as an IGVM parameter. */
#ifndef SOFTSNP_LOAD_MEMORY_MAP_H
#define SOFTSNP_LOAD_MEMORY_MAP_H

#include <stdint.h>

#include "lib/igvm/format.h"

#define MEMORY_MAP_MOST_ENTRIES 9

/*
 * Fills @out: RAM as memory, [reserved_start, reserved_end) and softsnp's own as reserved, sorted, ended by an
 * entry without pages. Returns the number of entries, the last included.
 */
unsigned int memory_map_make(uint64_t reserved_start, uint64_t reserved_end,
                             struct igvm_memory_map_entry out[MEMORY_MAP_MOST_ENTRIES]);

#endif
