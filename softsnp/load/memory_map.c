/*
 * softsnp/load/memory_map.c - see memory_map.h.
 *
 * Between two neighbouring boundaries memory is all of one kind, and the page at the lower one tells which.
 */
#include "softsnp/load/memory_map.h"

#include <stdbool.h>

#include "lib/base/address.h"
#include "softsnp/start/memory.h"

/*
 * BOUNDARIES: two each of VGA, the reserved range, softsnp and the RAM from 4 GiB, and 0. Some may
 * be equal.
 */
#define FOUR_GIB   UINT64_C(0x100000000)
#define VGA_START  UINT64_C(0xa0000)
#define VGA_END    UINT64_C(0xc0000)
#define BOUNDARIES 9

static void sort(uint64_t *values, unsigned int count)
{
        for (unsigned int i = 1; i < count; i++)
                for (unsigned int j = i; j > 0 && values[j] < values[j - 1]; j--) {
                        uint64_t value = values[j];

                        values[j] = values[j - 1];
                        values[j - 1] = value;
                }
}

/* The firmware's window has an index too, but it is a device to the guest. */
static bool is_ram(uint64_t address)
{
        return memory_page_index(gpa(address)) != PAGE_INDEX_NONE &&
               (address < FIRMWARE_WINDOW_BASE || address >= FOUR_GIB);
}

/*
 * Pieces of the same kind that touch are not joined: the format does not ask for it, and there are
 * at most eight. The entry without pages ends the map.
 */
unsigned int memory_map_make(uint64_t reserved_start, uint64_t reserved_end,
                             struct igvm_memory_map_entry out[MEMORY_MAP_MOST_ENTRIES])
{
        uint64_t at[BOUNDARIES] = { 0,
                                    VGA_START,
                                    VGA_END,
                                    reserved_start,
                                    reserved_end,
                                    SOFTSNP_BASE,
                                    memory_low_end(),
                                    FOUR_GIB,
                                    memory_high_end() };
        const struct gpa_range reserved = { reserved_start, reserved_end - reserved_start };
        unsigned int count = 0;

        sort(at, BOUNDARIES);
        for (unsigned int i = 0; i + 1 < BOUNDARIES; i++) {
                bool kept = range_holds(&reserved, at[i], 1) ||
                            (at[i] >= SOFTSNP_BASE && at[i] < memory_low_end());

                if (at[i] == at[i + 1] || !is_ram(at[i]))
                        continue;
                out[count++] = (struct igvm_memory_map_entry){
                        .starting_gpa_page_number = at[i] >> PAGE_SHIFT,
                        .number_of_pages = (at[i + 1] - at[i]) >> PAGE_SHIFT,
                        .entry_type = kept ? IGVM_MEMORY_PLATFORM_RESERVED : IGVM_MEMORY_NORMAL,
                };
        }
        out[count++] = (struct igvm_memory_map_entry){ 0 };
        return count;
}
