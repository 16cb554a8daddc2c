/* kernel/mm/guest_map.c - see guest_map.h. Ranges are kept sorted and merged. */
#include "kernel/mm/guest_map.h"

#include <stddef.h>

#include "kernel/arch/page_table.h"
#include "lib/base/memory.h"
#include "lib/snp/vmsa.h"

#define MAX_RANGES      (PARAMS_HOST_MAP_ENTRIES + PARAMS_MAX_REGIONS + HOLES)
#define HOST_MAP_MEMORY 0

/*
 * What is never the guest's, whatever the map says: VMPL0's own memory, and what is video memory and ROM on a PC. A
 * host may map ROM there, which cannot be zeroed, and what cannot be zeroed is not given. Linux validated it until 6.9
 * to look for option ROMs (commit 0f4a1e80989a, "x86/sev: Skip ROM range scans and validation for SEV-SNP guests").
 */
#define HOLES 2

/* Where a number goes that is no GPA. No range reaches it, and nothing added to it wraps. */
#define NOWHERE (UINT64_C(1) << 63)

struct range {
        struct gpa_range memory;
        uint64_t first; /* number of its first page among all pages */
};

static struct {
        struct range ranges[MAX_RANGES];
        unsigned int range_count;
        struct gpa_range memory[MAX_RANGES]; /* the ranges of the host's map alone */
        unsigned int memory_count;
        const struct range *latest; /* that was named last: often the next one as well */
        uint64_t pages;
        uint64_t end; /* no GPA is at or above it */
        struct gpa_range holes[HOLES];
} map;

gpa_t gpa_from_outside(uint64_t number)
{
        if (number >= map.end)
                return gpa(NOWHERE | (number & (LARGE_PAGE_SIZE - 1)));
        return gpa(number);
}

static void remove_range(unsigned int at)
{
        map.range_count--;
        memmove(&map.ranges[at], &map.ranges[at + 1],
                (map.range_count - at) * sizeof(map.ranges[0]));
}

static int insert_range(unsigned int at, uint64_t start, uint64_t size)
{
        if (map.range_count == MAX_RANGES)
                return -1;
        memmove(&map.ranges[at + 1], &map.ranges[at],
                (map.range_count - at) * sizeof(map.ranges[0]));
        map.ranges[at].memory = (struct gpa_range){ .start = start, .size = size };
        map.range_count++;
        return 0;
}

static uint64_t range_end(unsigned int n)
{
        return map.ranges[n].memory.start + map.ranges[n].memory.size;
}

/* Joins range @n with the one behind it, if they touch. */
static void merge_with_next(unsigned int n)
{
        if (n + 1 >= map.range_count || range_end(n) != map.ranges[n + 1].memory.start)
                return;
        map.ranges[n].memory.size += map.ranges[n + 1].memory.size;
        remove_range(n + 1);
}

/* True if all of it are addresses that memory can have. */
static bool has_gpas(uint64_t start, uint64_t size)
{
        return start < map.end && size <= map.end - start;
}

/* Adds a range that overlaps no other and lies where memory can be. */
static int add_range(uint64_t start, uint64_t size)
{
        unsigned int at = 0;

        if (size == 0)
                return 0;
        while (at < map.range_count && map.ranges[at].memory.start < start)
                at++;
        if (at > 0 && range_overlaps(&map.ranges[at - 1].memory, start, size))
                return -1;
        if (at < map.range_count && range_overlaps(&map.ranges[at].memory, start, size))
                return -1;
        if (insert_range(at, start, size) != 0)
                return -1;
        merge_with_next(at);
        if (at > 0)
                merge_with_next(at - 1);
        return 0;
}

/* Adds what of [start, start + size) is in none of the holes from @hole on. */
static int add_without(unsigned int hole, uint64_t start, uint64_t size)
{
        struct gpa_range out;
        uint64_t end = start + size;
        uint64_t out_end;

        if (hole == HOLES)
                return add_range(start, size);
        out = map.holes[hole];
        out_end = out.start + out.size;
        if (!range_overlaps(&out, start, size))
                return add_without(hole + 1, start, size);
        if (start < out.start && add_without(hole + 1, start, out.start - start) != 0)
                return -1;
        return end > out_end ? add_without(hole + 1, out_end, end - out_end) : 0;
}

/* The launch's save areas have an address that the CPU takes for VMPL0's: no memory of the guest's. */
static bool holds_launch_vmsa(uint64_t start, uint64_t size)
{
        const struct gpa_range range = { start, size };

        return range_holds(&range, VMSA_LAUNCH_GPA, PAGE_SIZE);
}

static int add_entry(const struct params_host_map_entry *entry)
{
        const uint64_t most = UINT64_MAX >> PAGE_SHIFT;
        uint64_t start = entry->start_page << PAGE_SHIFT;
        uint64_t size = entry->pages << PAGE_SHIFT;

        if (entry->start_page > most || entry->pages > most || !has_gpas(start, size) ||
            holds_launch_vmsa(start, size))
                return -1;
        return add_without(0, start, size);
}

static int add_host_map(const struct params_host_map *host)
{
        for (unsigned int i = 0; i < PARAMS_HOST_MAP_ENTRIES; i++) {
                struct params_host_map_entry entry = host->entries[i];

                if (entry.pages == 0)
                        return 0;
                if (entry.type == HOST_MAP_MEMORY && add_entry(&entry) != 0)
                        return -1;
        }
        return 0;
}

static const struct range *range_of(uint64_t start, uint64_t size)
{
        for (unsigned int i = 0; i < map.range_count; i++)
                if (range_holds(&map.ranges[i].memory, start, size))
                        return &map.ranges[i];
        return NULL;
}

static bool in_hole(const struct params_region *region)
{
        for (unsigned int i = 0; i < HOLES; i++)
                if (range_overlaps(&map.holes[i], region->start, region->size))
                        return true;
        return false;
}

/*
 * A region of the image's outside the host's memory, such as the firmware's ROM, is the guest's as
 * well.
 */
static int add_region(const struct params_region *region)
{
        if (region->kind == PARAMS_REGION_MEMORY || region->size == 0)
                return 0;
        if (!has_gpas(region->start, region->size) || in_hole(region))
                return -1;
        if (range_of(region->start, region->size))
                return 0;
        if (region->kind != PARAMS_REGION_IMAGE)
                return -1;
        return add_range(region->start, region->size);
}

static int add_regions(const struct params *params)
{
        for (unsigned int i = 0; i < params->guest.region_count; i++)
                if (add_region(&params->regions[i]) != 0)
                        return -1;
        return 0;
}

/* Numbers the pages. */
static void count_pages(void)
{
        map.pages = 0;
        for (unsigned int i = 0; i < map.range_count; i++) {
                map.ranges[i].first = map.pages;
                map.pages += map.ranges[i].memory.size >> PAGE_SHIFT;
        }
}

/* Of the memory in the host's map, not of the image's own ROM. */
static int check_size(const struct params_memory *memory)
{
        uint64_t total;

        count_pages();
        total = map.pages << PAGE_SHIFT;
        if (total < memory->least)
                return -1;
        return memory->most != 0 && total > memory->most ? -1 : 0;
}

/* Ranges join regions of the image that touch them, so what was the host's is kept. */
static void keep_memory(void)
{
        map.memory_count = map.range_count;
        for (unsigned int i = 0; i < map.range_count; i++)
                map.memory[i] = map.ranges[i].memory;
}

int guest_map_init(const struct params *params, const struct params_host_map *host)
{
        uint64_t end = arch_physical_end();

        map.range_count = 0;
        map.latest = map.ranges;
        map.end = params->memory.end && params->memory.end < end ? params->memory.end : end;
        map.holes[0] = (struct gpa_range){ params->header.svsm_base, params->header.svsm_size };
        map.holes[1] = (struct gpa_range){ GUEST_LEGACY_START, GUEST_LEGACY_SIZE };
        if (add_host_map(host) != 0 || check_size(&params->memory) != 0)
                return -1;
        keep_memory();
        if (add_regions(params) != 0)
                return -1;
        count_pages();
        return 0;
}

bool guest_map_range(unsigned int n, struct gpa_range *out)
{
        if (n >= map.range_count)
                return false;
        *out = map.ranges[n].memory;
        return true;
}

bool guest_map_memory(unsigned int n, struct gpa_range *out)
{
        if (n >= map.memory_count)
                return false;
        *out = map.memory[n];
        return true;
}

uint64_t guest_map_pages(void)
{
        return map.pages;
}

/* Seldom needed, so it is not in everybody's way. */
__attribute__((noinline)) static const struct range *search_range(uint64_t start, uint64_t size)
{
        const struct range *range = range_of(start, size);

        if (range)
                __atomic_store_n(&map.latest, range, __ATOMIC_RELAXED);
        return range;
}

/* range_of() for those who come after guest_map_init(). */
static const struct range *named_range(uint64_t start, uint64_t size)
{
        const struct range *range = __atomic_load_n(&map.latest, __ATOMIC_RELAXED);

        return range_holds(&range->memory, start, size) ? range : search_range(start, size);
}

struct page_span guest_map_span(gpa_t start, uint64_t size)
{
        const struct range *range = named_range(start.value, size);
        uint64_t in_first = start.value & PAGE_MASK;

        if (!range)
                return (struct page_span){ 0 };
        return (struct page_span){
                .first = range->first + ((start.value - range->memory.start) >> PAGE_SHIFT),
                .count = (in_first + size + PAGE_MASK) >> PAGE_SHIFT,
        };
}

gpa_t guest_map_address(uint64_t number)
{
        unsigned int i = map.range_count - 1;

        while (i > 0 && map.ranges[i].first > number)
                i--;
        return gpa(map.ranges[i].memory.start + ((number - map.ranges[i].first) << PAGE_SHIFT));
}
