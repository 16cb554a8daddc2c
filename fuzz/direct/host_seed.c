/* fuzz/direct/host_seed.c - writes a map of two ranges and a list of APIC IDs into the directory given. */
#include <stdint.h>
#include <string.h>

#include "fuzz/seed.h"
#include "lib/igvm/format.h"

int main(int argc, char **argv)
{
        static const struct igvm_memory_map_entry map[4] = {
                { 0, 0x38000, IGVM_MEMORY_NORMAL, 0, 0 },
                { 0xfeffc, 4, IGVM_MEMORY_PLATFORM_RESERVED, 0, 0 },
                { 0x100000, 0x40000, IGVM_MEMORY_NORMAL, 0, 0 },
                { 0 },
        };
        static const uint32_t ids[] = { 4, 0, 1, 2, 255 };
        uint8_t seed[2 * sizeof(map)] = { 0 };

        if (argc != 2)
                return 2;
        memcpy(seed, map, sizeof(map));
        memcpy(seed + sizeof(map), ids, sizeof(ids));
        return write_seed(argv[1], "seed", seed, sizeof(seed));
}
