/* softsnp/host/e820.c - see e820.h. */
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

size_t e820_without(const struct e820_entry *map, size_t count, uint64_t start, uint64_t end,
                    struct e820_entry *out)
{
        struct output output = { .entries = out };

        for (size_t i = 0; i < count; i++) {
                uint64_t first = map[i].start;
                uint64_t last = map[i].start + map[i].size;

                if (map[i].type != E820_RAM) {
                        add(&output, first, last, map[i].type);
                        continue;
                }
                add(&output, first, smaller(last, start), E820_RAM);
                add(&output, greater(first, end), last, E820_RAM);
        }
        return output.count;
}
