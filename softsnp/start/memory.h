/*
 * softsnp/start/memory.h - which memory the guest has, and softsnp's own.
 *
 * The guest's low RAM ends at SOFTSNP_BASE; what this machine has from there to 4 GiB is softsnp's, and to the guest it is not
 * there. From 4 GiB on RAM is the guest's. Where an image wants memory and there is no RAM, the host makes some, in windows of its
 * own (QEMU backends/igvm.c, qigvm_prepare_memory). Every page of RAM and windows has an index in [0, memory_page_count()) for flat
 * tables (RMP, nested page tables).
 */
#ifndef SOFTSNP_START_MEMORY_H
#define SOFTSNP_START_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "softsnp/start/allocate.h"
#include "softsnp/start/window.h"

/* Takes the memory map that the boot protocol gave; @low_end and @high_end are byte addresses. */
void memory_init(uint64_t low_end, uint64_t high_end);

/*
 * The pages of [start, start + size) are to be memory: what of them is no RAM is noted. False if a device of every PC's is there,
 * or no address of the guest's is so high.
 */
__attribute__((warn_unused_result)) bool memory_want(gpa_t start, uint64_t size);

/* Makes what was wanted, all zeros, and gives every page its index: once, before any table is made. */
void memory_make_windows(void);

/* End of the guest's RAM below 4 GiB; end of RAM above (4 GiB if none). */
uint64_t memory_low_end(void);
uint64_t memory_high_end(void);

/* Pages of RAM and windows together; some indexes in it belong to no page. */
uint64_t memory_page_count(void);

/*
 * The flat index of the page that holds @address (C-bit removed), or PAGE_INDEX_NONE if there is no memory (then it is MMIO).
 * 0xa0000-0xbffff is MMIO.
 */
uint64_t memory_page_index(gpa_t address);

/* The inverse: the GPA of the page with flat index @index. */
gpa_t memory_page_address(uint64_t index);

/*
 * Where softsnp can read and write the page's bytes. The guest's RAM is mapped at GUEST_MAP beside the identity map, so that no
 * page of it, the one at address 0 either, is at a null pointer. Windows lie in softsnp's own memory.
 */
void *memory_page_bytes(uint64_t index);

/* The physical address of what memory_page_bytes() or memory_allocate() gave: for page tables and devices. */
uint64_t memory_physical(const void *bytes);

/* False for every index since softsnp's own pages have none. */
bool memory_page_is_ours(uint64_t index);

/* True for addresses at which this machine has softsnp itself: to a guest there is nothing. */
bool memory_is_softsnps(gpa_t address);

/* True for a page that is memory only because the image wanted it. */
bool memory_is_window(gpa_t address);

/*
 * The bytes behind [address, address + size), which must lie in one page, whoever owns it; NULL if it is not
 * memory of a guest.
 */
void *memory_guest_bytes(gpa_t address, size_t size);

#endif
