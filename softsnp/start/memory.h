/*
 * softsnp/start/memory.h - which physical memory there is, and softsnp's own part of it.
 *
 * RAM is known in at most two ranges: below 4 GiB from 0, and from 4 GiB. softsnp lies in
 * [SOFTSNP_BASE, end of low RAM); all else is the guest's. Every page of RAM, and every page of the
 * firmware window, has an index in [0, memory_page_count()) for flat tables (RMP, nested page tables).
 */
#ifndef SOFTSNP_START_MEMORY_H
#define SOFTSNP_START_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/address.h"

#define SOFTSNP_BASE         UINT64_C(0x38000000)
#define FIRMWARE_WINDOW_BASE UINT64_C(0xffc00000)
#define FIRMWARE_WINDOW_SIZE UINT64_C(0x400000)
#define PAGE_INDEX_NONE      UINT64_MAX

/*
 * Keeps the allocator away from [start, start + size), where the loader put something: it ends below. Before
 * memory_init(). Anywhere; what does not lie in softsnp's free memory is ignored.
 */
void memory_keep(uint64_t start, uint64_t size);

/* Takes the memory map that the boot protocol gave; @low_end and @high_end are byte addresses. */
void memory_init(uint64_t low_end, uint64_t high_end);

/* End of RAM below 4 GiB; end of RAM above (4 GiB if none). */
uint64_t memory_low_end(void);
uint64_t memory_high_end(void);

/* Pages of RAM and firmware window together. */
uint64_t memory_page_count(void);

/*
 * The flat index of the page that holds @address (C-bit removed), or PAGE_INDEX_NONE if it is neither RAM nor
 * the firmware window (then it is MMIO). 0xa0000-0xbffff is MMIO.
 */
uint64_t memory_page_index(gpa_t address);

/* The inverse: the GPA of the page with flat index @index. */
gpa_t memory_page_address(uint64_t index);

/* Where softsnp can read and write the page's bytes: RAM is identity-mapped, the window is softsnp's. */
void *memory_page_bytes(uint64_t index);

/* True for pages that are softsnp's own: no guest may ever reach them. */
bool memory_page_is_ours(uint64_t index);

/*
 * The bytes behind [address, address + size), which must lie in one page, whoever owns it; NULL if it is not
 * memory of a guest.
 */
void *memory_guest_bytes(gpa_t address, size_t size);

/* Zeroed memory of softsnp's, page-aligned, never freed; refuses the machine if there is none left. */
void *memory_allocate(uint64_t bytes);

#endif
