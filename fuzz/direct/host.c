/* fuzz/direct/host.c - what a host says to an image that is Linux alone: the memory map, and behind it the list of APIC IDs. */
#include <stdlib.h>
#include <string.h>

#include "direct/memory_map.h"
#include "direct/processors.h"
#include "lib/direct/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define C_BIT (UINT64_C(1) << 51)

static const struct direct_image image = {
        .kernel_start = 0x1000000,
        .kernel_size = 0x200000,
        .kernel_room = 0x1000000,
        .initrd_start = 0x2000000,
        .initrd_size = 0x3000,
};

/* Pieces ascend, and none has a byte of what was launched or of what starts Linux. */
static bool check_piece(void *context, uint64_t start, uint64_t size)
{
        const struct gpa_range kernel = { image.kernel_start, image.kernel_size };
        const struct gpa_range initrd = { image.initrd_start, image.initrd_size };
        const struct gpa_range own = { DIRECT_BASE, DIRECT_SIZE };
        uint64_t *last = context;

        if (size == 0 || !page_aligned(start) || !page_aligned(size) || start < *last ||
            size > C_BIT - start || range_overlaps(&kernel, start, size) ||
            range_overlaps(&initrd, start, size) || range_overlaps(&own, start, size))
                abort();
        *last = start + size;
        return true;
}

static void check_memory(const uint8_t *map, size_t size)
{
        struct direct_e820_entry table[ZERO_PAGE_E820_MOST];
        struct memory memory;
        uint64_t last = 0;

        if (!memory_read(map, size, C_BIT, &memory))
                return;
        if (memory_write_e820(&memory, table) > ZERO_PAGE_E820_MOST)
                abort();
        if (!memory_for_each(&memory, &image, check_piece, &last))
                abort();
        if (memory_holds_image(&memory, &image) && memory.ranges[0].start != 0)
                abort();
}

static void check_processors(const uint8_t *data, size_t size)
{
        static struct processors processors;
        static uint8_t table[PROCESSORS_TABLE_MOST];
        uint32_t list[1024] = { 0 };

        if (size > sizeof(list))
                size = sizeof(list);
        memcpy(list, data, size);
        if (!processors_listed(list, size, list[0], &processors))
                return;
        if (processors.count == 0 || processors.count >= size / sizeof(list[0]) ||
            processors_write(&processors, table) > sizeof(table))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        size_t map = size < PAGE_SIZE ? size / 2 : PAGE_SIZE;

        check_memory(data, map);
        check_processors(data + map, size - map);
        return 0;
}
