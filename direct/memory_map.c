/* direct/memory_map.c - see memory_map.h. */
#include "direct/memory_map.h"

#include "lib/base/memory.h"
#include "lib/direct/layout.h"
#include "lib/igvm/format.h"

#define FOUR_GIB UINT64_C(0x100000000)

/* A host's map has RAM in all of the first MiB. The display's memory is none, and in that of ROMs Linux wants none. */
static const struct gpa_range first_mib = { 0, 0x100000 };
static const struct gpa_range display = { 0xa0000, 0x20000 };
static const struct gpa_range legacy_hole = { 0xa0000, 0x60000 };
static const struct gpa_range devices = { DIRECT_RAM_HOLE, FOUR_GIB - DIRECT_RAM_HOLE };

/* False: the entry wraps around, or ends above what is below the C-bit. */
static bool range_of(const struct igvm_memory_map_entry *entry, uint64_t c_bit,
                     struct gpa_range *out)
{
        const uint64_t pages = c_bit >> PAGE_SHIFT;

        if (entry->starting_gpa_page_number >= pages ||
            entry->number_of_pages > pages - entry->starting_gpa_page_number)
                return false;
        out->start = entry->starting_gpa_page_number << PAGE_SHIFT;
        out->size = entry->number_of_pages << PAGE_SHIFT;
        return true;
}

/* Into its place; false if there is none. */
static bool insert(struct memory *memory, const struct gpa_range *range)
{
        unsigned int at = memory->count;

        if (memory->count == MEMORY_MOST_RANGES ||
            range_overlaps(&devices, range->start, range->size))
                return false;
        for (unsigned int i = 0; i < memory->count; i++)
                if (range_overlaps(&memory->ranges[i], range->start, range->size))
                        return false;
        for (; at > 0 && memory->ranges[at - 1].start > range->start; at--)
                memory->ranges[at] = memory->ranges[at - 1];
        memory->ranges[at] = *range;
        memory->count++;
        return true;
}

/* An entry without pages ends the map; a full one has no such entry. The order is any (docs/boot.md). */
bool memory_read(const void *map, size_t size, uint64_t c_bit, struct memory *out)
{
        *out = (struct memory){ .count = 0 };
        for (size_t at = 0; at + sizeof(struct igvm_memory_map_entry) <= size;
             at += sizeof(struct igvm_memory_map_entry)) {
                struct igvm_memory_map_entry entry;
                struct gpa_range range;

                memcpy(&entry, (const uint8_t *)map + at, sizeof(entry));
                if (entry.number_of_pages == 0)
                        break;
                if (entry.entry_type != IGVM_MEMORY_NORMAL)
                        continue;
                if (!range_of(&entry, c_bit, &range) || !insert(out, &range))
                        return false;
        }
        return true;
}

static bool holds(const struct memory *memory, uint64_t start, uint64_t size)
{
        for (unsigned int i = 0; i < memory->count; i++)
                if (range_holds(&memory->ranges[i], start, size))
                        return true;
        return false;
}

static bool whole_pages(uint64_t start, uint64_t size)
{
        return page_aligned(start) && page_aligned(size);
}

/* The initrd is behind the kernel's room, and both above the first MiB: the holes are in order. */
bool memory_holds_image(const struct memory *memory, const struct direct_image *image)
{
        if (!whole_pages(image->kernel_start, image->kernel_size) ||
            !whole_pages(image->initrd_start, image->initrd_size) ||
            image->kernel_start < first_mib.size || image->kernel_room < image->kernel_size ||
            !holds(memory, first_mib.start, first_mib.size) ||
            !holds(memory, image->kernel_start, image->kernel_room))
                return false;
        return image->initrd_size == 0 ||
               (image->initrd_start >= image->kernel_start + image->kernel_room &&
                holds(memory, image->initrd_start, image->initrd_size));
}

struct visitor {
        bool (*visit)(void *context, uint64_t start, uint64_t size);
        void *context;
};

/* The pieces of @range that are in none of the @count holes, which ascend. */
static bool visit_without(const struct gpa_range *range, const struct gpa_range *holes,
                          unsigned int count, const struct visitor *visitor)
{
        const uint64_t end = range->start + range->size;
        uint64_t at = range->start;

        for (unsigned int i = 0; i < count && at < end; i++) {
                if (!range_overlaps(&holes[i], at, end - at))
                        continue;
                if (holes[i].start > at &&
                    !visitor->visit(visitor->context, at, holes[i].start - at))
                        return false;
                at = holes[i].start + holes[i].size;
        }
        return at >= end || visitor->visit(visitor->context, at, end - at);
}

bool memory_for_each(const struct memory *memory, const struct direct_image *image,
                     bool (*accept)(void *context, uint64_t start, uint64_t size), void *context)
{
        const struct visitor visitor = { accept, context };
        const struct gpa_range holes[] = {
                display,
                { image->kernel_start, image->kernel_size },
                { image->initrd_start, image->initrd_size },
        };

        for (unsigned int i = 0; i < memory->count; i++)
                if (!visit_without(&memory->ranges[i], holes, 3, &visitor))
                        return false;
        return true;
}

/* A table of Linux' in the making. */
struct table {
        struct direct_e820_entry *entries;
        unsigned int count;
};

static void add(struct table *table, uint64_t start, uint64_t size, enum direct_e820_type type)
{
        table->entries[table->count++] = (struct direct_e820_entry){ start, size, type };
}

static bool add_ram(void *context, uint64_t start, uint64_t size)
{
        add(context, start, size, DIRECT_E820_RAM);
        return true;
}

/* One hole splits one range, and three entries are ours. */
_Static_assert(MEMORY_MOST_RANGES + 1 + 3 <= ZERO_PAGE_E820_MOST, "every map has room");

/*
 * The setup data is in front of the ACPI tables and counts as one of them. Of memory that is no RAM, Linux maps these alone as
 * private if nothing else is said (arch/x86/mm/ioremap.c, __ioremap_check_encrypted()), and 6.12 looks at the setup data once more so
 * (arch/x86/kernel/ksysfs.c).
 */
unsigned int memory_write_e820(const struct memory *memory,
                               struct direct_e820_entry out[ZERO_PAGE_E820_MOST])
{
        struct table table = { .entries = out };
        const struct visitor visitor = { add_ram, &table };

        for (unsigned int i = 0; i < memory->count; i++)
                (void)visit_without(&memory->ranges[i], &legacy_hole, 1, &visitor);
        add(&table, DIRECT_BASE, DIRECT_SETUP_DATA - DIRECT_BASE, DIRECT_E820_RESERVED);
        add(&table, DIRECT_SETUP_DATA, DIRECT_ACPI + DIRECT_ACPI_SIZE - DIRECT_SETUP_DATA,
            DIRECT_E820_ACPI);
        add(&table, DIRECT_ACPI + DIRECT_ACPI_SIZE, FOUR_GIB - DIRECT_ACPI - DIRECT_ACPI_SIZE,
            DIRECT_E820_RESERVED);
        return table.count;
}
