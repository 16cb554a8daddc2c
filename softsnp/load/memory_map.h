/* softsnp/load/memory_map.h - the machine's memory map as an IGVM parameter. */
#ifndef SOFTSNP_LOAD_MEMORY_MAP_H
#define SOFTSNP_LOAD_MEMORY_MAP_H

#include "lib/igvm/format.h"
#include "softsnp/host/e820.h"

/* The entries of @map in @out, ascending: as QEMU writes them (backends/igvm.c, qigvm_directive_memory_map). */
void memory_map_make(const struct e820_entry *map, size_t count, struct igvm_memory_map_entry *out);

#endif
