/*
 * kernel/mm/guest_memory.c - see guest_memory.h. Ranges are kept sorted and merged; the states of
 * all pages follow each other in pages of ours, two bits each, 64 MiB of guest memory in one.
 */
#include "kernel/mm/guest_memory.h"

#include <stddef.h>

#include "kernel/arch/arch.h"
#include "kernel/cpu/spinlock.h"
#include "kernel/mm/pages.h"
#include "lib/base/memory.h"

#define MAX_RANGES       (PARAMS_HOST_MAP_ENTRIES + PARAMS_MAX_REGIONS + 2)
#define STATES_IN_BYTE   4
#define STATES_IN_PAGE   (PAGE_SIZE * STATES_IN_BYTE)
#define MAX_STATE_PAGES  4096 /* 256 GiB */
#define HOST_MAP_MEMORY  0
#define LAST_PAGE_NUMBER (UINT64_MAX >> PAGE_SHIFT)

/*
 * The BIOS' read-only area. Hosts list it as reserved, but it is the guest's, and Linux validates
 * it to look for option ROMs (arch/x86/kernel/probe_roms.c).
 */
#define LEGACY_ROM_START UINT64_C(0xc0000)
#define LEGACY_ROM_SIZE  UINT64_C(0x40000)

enum page_state {
        PAGE_NOT_VALID = 0,
        PAGE_VALID = 1,
        PAGE_VMSA = 2,
        PAGE_DEPOSITED = 3,
};

struct range {
        struct gpa_range memory;
        uint64_t first; /* number of its first page among all pages */
};

static struct {
        struct spinlock lock; /* a byte holds the states of four pages */
        struct range ranges[MAX_RANGES];
        unsigned int range_count;
        unsigned int
                latest; /* index of the range that was named last: often the next one as well */
        unsigned int vmpl;
        uint64_t deposited; /* pages */
        uint8_t *states[MAX_STATE_PAGES];
} guest;

static void remove_range(unsigned int at)
{
        guest.range_count--;
        memmove(&guest.ranges[at], &guest.ranges[at + 1],
                (guest.range_count - at) * sizeof(guest.ranges[0]));
}

static int insert_range(unsigned int at, uint64_t start, uint64_t size)
{
        if (guest.range_count == MAX_RANGES)
                return -1;
        memmove(&guest.ranges[at + 1], &guest.ranges[at],
                (guest.range_count - at) * sizeof(guest.ranges[0]));
        guest.ranges[at].memory = (struct gpa_range){ .start = start, .size = size };
        guest.range_count++;
        return 0;
}

static uint64_t range_end(unsigned int n)
{
        return guest.ranges[n].memory.start + guest.ranges[n].memory.size;
}

/* Joins range @n with the one behind it, if they touch. */
static void merge_with_next(unsigned int n)
{
        if (n + 1 >= guest.range_count || range_end(n) != guest.ranges[n + 1].memory.start)
                return;
        guest.ranges[n].memory.size += guest.ranges[n + 1].memory.size;
        remove_range(n + 1);
}

/* Adds a range that overlaps no other; the caller has checked that it does not wrap. */
static int add_range(uint64_t start, uint64_t size)
{
        unsigned int at = 0;

        if (size == 0)
                return 0;
        while (at < guest.range_count && guest.ranges[at].memory.start < start)
                at++;
        if (at > 0 && range_overlaps(&guest.ranges[at - 1].memory, start, size))
                return -1;
        if (at < guest.range_count && range_overlaps(&guest.ranges[at].memory, start, size))
                return -1;
        if (insert_range(at, start, size) != 0)
                return -1;
        merge_with_next(at);
        if (at > 0)
                merge_with_next(at - 1);
        return 0;
}

/* Adds what of [start, start + size) is not VMPL0's. */
static int add_without(const struct gpa_range *own, uint64_t start, uint64_t size)
{
        uint64_t end = start + size;
        uint64_t own_end = own->start + own->size;

        if (!range_overlaps(own, start, size))
                return add_range(start, size);
        if (start < own->start && add_range(start, own->start - start) != 0)
                return -1;
        return end > own_end ? add_range(own_end, end - own_end) : 0;
}

static int add_host_map(const struct params_host_area *host, const struct gpa_range *own)
{
        for (unsigned int i = 0; i < PARAMS_HOST_MAP_ENTRIES; i++) {
                struct params_host_map_entry entry = host->memory_map[i];

                if (entry.pages == 0)
                        return 0;
                if (entry.type != HOST_MAP_MEMORY)
                        continue;
                if (entry.start_page > LAST_PAGE_NUMBER ||
                    entry.pages > LAST_PAGE_NUMBER - entry.start_page)
                        return -1;
                if (add_without(own, entry.start_page << PAGE_SHIFT, entry.pages << PAGE_SHIFT) !=
                    0)
                        return -1;
        }
        return 0;
}

static bool any_range_overlaps(uint64_t start, uint64_t size)
{
        for (unsigned int i = 0; i < guest.range_count; i++)
                if (range_overlaps(&guest.ranges[i].memory, start, size))
                        return true;
        return false;
}

static const struct range *range_of(uint64_t start, uint64_t size)
{
        for (unsigned int i = 0; i < guest.range_count; i++)
                if (range_holds(&guest.ranges[i].memory, start, size))
                        return &guest.ranges[i];
        return NULL;
}

/*
 * A region of the image's outside the host's memory, such as the firmware's ROM, is the guest's as
 * well.
 */
static int add_region(const struct params_region *region, const struct gpa_range *own)
{
        if (region->kind == PARAMS_REGION_MEMORY || region->size == 0)
                return 0;
        if (region->size > UINT64_MAX - region->start ||
            range_overlaps(own, region->start, region->size))
                return -1;
        if (range_of(region->start, region->size))
                return 0;
        if (region->kind != PARAMS_REGION_IMAGE)
                return -1;
        return add_range(region->start, region->size);
}

static int add_regions(const struct params *params, const struct gpa_range *own)
{
        for (unsigned int i = 0; i < params->guest.region_count; i++)
                if (add_region(&params->regions[i], own) != 0)
                        return -1;
        return 0;
}

static uint64_t total_size(void)
{
        uint64_t total = 0;

        for (unsigned int i = 0; i < guest.range_count; i++)
                total += guest.ranges[i].memory.size;
        return total;
}

static int check_size(const struct params_memory *memory)
{
        uint64_t total = total_size();

        if (total < memory->least)
                return -1;
        return memory->most != 0 && total > memory->most ? -1 : 0;
}

/* Numbers the pages and gets the memory for their states. */
static int allocate_states(void)
{
        uint64_t count = 0;

        for (unsigned int i = 0; i < guest.range_count; i++) {
                guest.ranges[i].first = count;
                count += guest.ranges[i].memory.size >> PAGE_SHIFT;
        }
        if (count > MAX_STATE_PAGES * STATES_IN_PAGE)
                return -1;
        for (uint64_t i = 0; i * STATES_IN_PAGE < count; i++) {
                uint64_t page = page_allocate();

                if (page == 0)
                        return -1;
                guest.states[i] = arch_own_memory(page);
        }
        return 0;
}

static int add_legacy_rom(const struct gpa_range *own)
{
        if (any_range_overlaps(LEGACY_ROM_START, LEGACY_ROM_SIZE) ||
            range_overlaps(own, LEGACY_ROM_START, LEGACY_ROM_SIZE) || guest.range_count == 0)
                return 0;
        return add_range(LEGACY_ROM_START, LEGACY_ROM_SIZE);
}

int guest_memory_init(const struct params *params, const struct params_host_area *host)
{
        struct gpa_range own = { .start = params->header.svsm_base,
                                 .size = params->header.svsm_size };

        guest.range_count = 0;
        guest.latest = 0;
        guest.deposited = 0;
        guest.vmpl = params->guest.vmpl;
        if (add_host_map(host, &own) != 0 || check_size(&params->memory) != 0)
                return -1;
        if (add_legacy_rom(&own) != 0 || add_regions(params, &own) != 0)
                return -1;
        return allocate_states();
}

unsigned int guest_memory_vmpl(void)
{
        return guest.vmpl;
}

bool guest_memory_range(unsigned int n, struct gpa_range *out)
{
        if (n >= guest.range_count)
                return false;
        *out = guest.ranges[n].memory;
        return true;
}

static uint64_t page_number(const struct range *range, uint64_t address)
{
        return range->first + ((address - range->memory.start) >> PAGE_SHIFT);
}

static unsigned int get_state(uint64_t number)
{
        const uint8_t *states = guest.states[number / STATES_IN_PAGE];
        uint64_t in_page = number % STATES_IN_PAGE;

        return __atomic_load_n(&states[in_page / STATES_IN_BYTE], __ATOMIC_RELAXED) >>
                       (in_page % STATES_IN_BYTE * 2) &
               3;
}

static void set_state(uint64_t number, enum page_state state)
{
        uint64_t in_page = number % STATES_IN_PAGE;
        uint8_t *states = &guest.states[number / STATES_IN_PAGE][in_page / STATES_IN_BYTE];
        unsigned int shift = in_page % STATES_IN_BYTE * 2;
        uint8_t value;

        spin_lock(&guest.lock);
        value = (uint8_t)((*states & ~(3u << shift)) | (unsigned int)state << shift);
        __atomic_store_n(states, value, __ATOMIC_RELAXED);
        spin_unlock(&guest.lock);
}

/* Some pages in a row, by number. */
struct page_span {
        uint64_t first;
        uint64_t count; /* 0: they are not all in one range */
};

/* range_of() for those who come after guest_memory_init(). */
static const struct range *named_range(uint64_t start, uint64_t size)
{
        const struct range *range = &guest.ranges[__atomic_load_n(&guest.latest, __ATOMIC_RELAXED)];

        if (range_holds(&range->memory, start, size))
                return range;
        range = range_of(start, size);
        if (range)
                __atomic_store_n(&guest.latest, (unsigned int)(range - guest.ranges),
                                 __ATOMIC_RELAXED);
        return range;
}

/* The pages of [start, start + size). */
static struct page_span page_span(gpa_t start, uint64_t size)
{
        const struct range *range = named_range(start.value, size);
        uint64_t in_first = start.value & PAGE_MASK;

        if (!range)
                return (struct page_span){ 0 };
        return (struct page_span){ .first = page_number(range, start.value),
                                   .count = (in_first + size + PAGE_MASK) >> PAGE_SHIFT };
}

/* True if every page of [start, start + size) is in one of the @wanted states (a bit each). */
static bool all_in(gpa_t start, uint64_t size, unsigned int wanted)
{
        struct page_span span = page_span(start, size);

        for (uint64_t i = 0; i < span.count; i++)
                if (!(wanted >> get_state(span.first + i) & 1))
                        return false;
        return span.count != 0;
}

static void set_states(gpa_t start, uint64_t size, enum page_state state)
{
        struct page_span span = page_span(start, size);

        for (uint64_t i = 0; i < span.count; i++)
                set_state(span.first + i, state);
}

bool guest_memory_holds(gpa_t start, uint64_t size)
{
        return all_in(start, size, 1u << PAGE_NOT_VALID | 1u << PAGE_VALID);
}

bool guest_memory_valid(gpa_t start, uint64_t size)
{
        return all_in(start, size, 1u << PAGE_VALID);
}

bool guest_memory_any_valid(gpa_t start, uint64_t size)
{
        struct page_span span = page_span(start, size);

        for (uint64_t i = 0; i < span.count; i++)
                if (get_state(span.first + i) == PAGE_VALID)
                        return true;
        return false;
}

void guest_memory_set_valid(gpa_t start, uint64_t size, bool valid)
{
        set_states(start, size, valid ? PAGE_VALID : PAGE_NOT_VALID);
}

void guest_memory_set_vmsa(gpa_t page, bool is_vmsa)
{
        set_states(page, PAGE_SIZE, is_vmsa ? PAGE_VMSA : PAGE_VALID);
}

bool guest_memory_is_vmsa(gpa_t page)
{
        return all_in(page, 1, 1u << PAGE_VMSA);
}

void guest_memory_set_deposited(gpa_t start, uint64_t size, bool deposited)
{
        uint64_t pages = pages_of(size);

        set_states(start, size, deposited ? PAGE_DEPOSITED : PAGE_VALID);
        if (deposited)
                __atomic_fetch_add(&guest.deposited, pages, __ATOMIC_RELAXED);
        else
                __atomic_fetch_sub(&guest.deposited, pages, __ATOMIC_RELAXED);
}

bool guest_memory_is_deposited(gpa_t page)
{
        return all_in(page, 1, 1u << PAGE_DEPOSITED);
}

uint64_t guest_memory_deposited_pages(void)
{
        return __atomic_load_n(&guest.deposited, __ATOMIC_RELAXED);
}

bool guest_memory_next_deposited(gpa_t *page)
{
        for (unsigned int i = 0; i < guest.range_count; i++) {
                const struct range *range = &guest.ranges[i];
                uint64_t end = range_end(i);
                uint64_t at = page->value > range->memory.start ? page->value : range->memory.start;

                for (; at < end; at += PAGE_SIZE) {
                        if (get_state(page_number(range, at)) == PAGE_DEPOSITED) {
                                *page = gpa(at);
                                return true;
                        }
                }
        }
        return false;
}
