/*
 * tests/proof/readers/map.c - which pages an address and a size name, for any map of 2 ranges: pages that are there, and those of
 * that address; and a number from outside becomes no address that the CPU would take for another.
 */
#include "kernel/mm/guest_map.c"
#include "tests/proof/readers/any.h"

#define ADDRESS_BITS 52

static void make_map(void)
{
        map.range_count = 2;
        map.latest = &map.ranges[nondet_bool()];
        map.end = nondet_u64() >> (64 - ADDRESS_BITS);
        for (unsigned int i = 0; i < 2; i++) {
                struct gpa_range *range = &map.ranges[i].memory;

                *range = (struct gpa_range){ (uint64_t)nondet_u32() << PAGE_SHIFT,
                                             (uint64_t)nondet_u32() << PAGE_SHIFT };
                __CPROVER_assume(range->size != 0 && has_gpas(range->start, range->size));
        }
        __CPROVER_assume(!range_overlaps(&map.ranges[0].memory, map.ranges[1].memory.start,
                                         map.ranges[1].memory.size));
        count_pages();
}

int main(void)
{
        const uint64_t number = nondet_u64();
        const uint64_t size = nondet_u32();
        struct page_span span;
        gpa_t at;

        make_map();
        at = gpa_from_outside(number);
        __CPROVER_assert(at.value == number || !range_of(at.value, 1),
                         "what is no address is nobody's");
        span = guest_map_span(at, size);
        __CPROVER_assert(span.count == 0 ||
                                 (span.first < map.pages && span.count <= map.pages - span.first),
                         "the pages are there");
        __CPROVER_assert(span.count == 0 ||
                                 guest_map_address(span.first).value == page_down(at.value),
                         "the first is the address's");
        __CPROVER_assert(span.count == 0 || span.count == pages_of((at.value & PAGE_MASK) + size),
                         "they are as many as the size has");
        return 0;
}
