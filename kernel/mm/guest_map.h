/*
 * kernel/mm/guest_map.h - which addresses are the guest's.
 *
 * The map is the host's word, less VMPL0's own range and the area below 1 MiB that is no memory on a PC, and the
 * regions of the measured image. It is made once, before the guest starts. Its pages are numbered from 0, so that
 * what is kept of each (guest_book.h) is an array.
 */
#ifndef KERNEL_MM_GUEST_MAP_H
#define KERNEL_MM_GUEST_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/params/block.h"

/*
 * Takes the host's memory map and the image's regions. Returns 0, or -1 if the map contradicts itself, names an
 * address that no memory can have, or does not hold the memory that the parameters ask for.
 */
__attribute__((warn_unused_result)) int guest_map_init(const struct params *params,
                                                       const struct params_host_map *host);

/*
 * The only way by which a number from the guest or the host becomes a GPA. One that no memory can have (the C-bit is
 * set, or bits that the CPU ignores in its page tables) becomes an address that is in no map, at the same place
 * within 2 MiB, so that alignment can be judged as well.
 */
gpa_t gpa_from_outside(uint64_t number);

/* The n-th range of guest memory, for those who go through all of it; false after the last. */
bool guest_map_range(unsigned int n, struct gpa_range *out);

/*
 * The area below 1 MiB that is no memory on a PC, and in no range; and the n-th range of what the host's map has as memory:
 * as guest_map_range(), without the image's own pages outside of it.
 */
#define GUEST_LEGACY_START UINT64_C(0xa0000)
#define GUEST_LEGACY_SIZE  UINT64_C(0x60000)
bool guest_map_memory(unsigned int n, struct gpa_range *out);

/* How many pages the map has. */
uint64_t guest_map_pages(void);

/* Some pages in a row, by number. */
struct page_span {
        uint64_t first;
        uint64_t count; /* 0: they are not all the guest's, or not all in one range */
};

/* The pages that [start, start + size) touches; start and size need not be aligned. */
struct page_span guest_map_span(gpa_t start, uint64_t size);

/* The GPA of page @number, below guest_map_pages(). */
gpa_t guest_map_address(uint64_t number);

#endif
