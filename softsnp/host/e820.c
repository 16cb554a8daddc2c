/* softsnp/host/e820.c - see e820.h. The machine's own memory becomes reserved: a guest that knows of it stays away from it. */
#include "softsnp/host/e820.h"

struct output {
        struct e820_entry *entries;
        size_t count;
};

/*
 * An empty piece is no entry. What has no room is left out: then a guest sees less RAM, never more.
 */
static void add(struct output *output, uint64_t start, uint64_t end, uint32_t type)
{
        if (start >= end || output->count == E820_ENTRIES_MOST)
                return;
        output->entries[output->count++] = (struct e820_entry){ start, end - start, type };
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
        return a < b ? a : b;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
        return a > b ? a : b;
}

/*
 * Holes ascend, so what lies in front of each is finished when it comes: RAM, the hole, and on
 * behind it.
 */
static void add_ram(struct output *output, const struct e820_entry *ram,
                    const struct gpa_range *holes, size_t hole_count)
{
        uint64_t start = ram->start;
        uint64_t end = ram->start + ram->size;

        for (size_t i = 0; i < hole_count; i++) {
                uint64_t hole_start = greater(holes[i].start, start);
                uint64_t hole_end = smaller(holes[i].start + holes[i].size, end);

                if (hole_start >= hole_end)
                        continue;
                add(output, start, hole_start, E820_RAM);
                add(output, hole_start, hole_end, E820_RESERVED);
                start = hole_end;
        }
        add(output, start, end, E820_RAM);
}

size_t e820_reserve(const struct e820_entry *map, size_t count, const struct gpa_range *holes,
                    size_t hole_count, struct e820_entry *out)
{
        struct output output = { .entries = out };

        for (size_t i = 0; i < count; i++) {
                if (map[i].type == E820_RAM)
                        add_ram(&output, &map[i], holes, hole_count);
                else
                        add(&output, map[i].start, map[i].start + map[i].size, map[i].type);
        }
        return output.count;
}
