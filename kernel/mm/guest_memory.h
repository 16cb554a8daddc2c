/*
 * kernel/mm/guest_memory.h - which memory is the guest's, and what state each page of it is in.
 *
 * A GPA from the guest is used only after one of these says yes. The state of every 4 KiB page is
 * kept, since every PVALIDATE of guest memory goes through us; this is what keeps a shared page
 * from being read as private.
 */
#ifndef KERNEL_MM_GUEST_MEMORY_H
#define KERNEL_MM_GUEST_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/params/params.h"

/*
 * Takes the host's memory map, without VMPL0's own range, and the image's regions. Needs
 * pages_init() before. Returns 0, or -1 if the map contradicts itself, does not hold the memory
 * that the parameters ask for, or does not fit.
 */
__attribute__((warn_unused_result)) int guest_memory_init(const struct params *params,
                                                          const struct params_host_area *host);

/* The VMPL that the guest runs at, 1 to 3 (0 before guest_memory_init()). */
unsigned int guest_memory_vmpl(void);

/*
 * True if [start, start + size) is memory that the guest may name (validated or not): not VMPL0's,
 * no VMSA's page and not deposited with us.
 */
bool guest_memory_holds(gpa_t start, uint64_t size);

/* True if, in addition, every page of it is validated: it can be read and written. */
bool guest_memory_valid(gpa_t start, uint64_t size);

/* True if at least one page of it is validated. */
bool guest_memory_any_valid(gpa_t start, uint64_t size);

/*
 * Records what PVALIDATE has done to [start, start + size). Nothing happens to what is not the
 * guest's.
 */
void guest_memory_set_valid(gpa_t start, uint64_t size, bool valid);

/*
 * A page that holds a VMSA is the guest's, but nobody may change it: not valid, and no longer to be
 * named.
 */
void guest_memory_set_vmsa(gpa_t page, bool is_vmsa);
bool guest_memory_is_vmsa(gpa_t page);

/*
 * The same for memory that the guest has given us for the time being. Taking it back makes it valid
 * again.
 */
void guest_memory_set_deposited(gpa_t start, uint64_t size, bool deposited);
bool guest_memory_is_deposited(gpa_t page);
uint64_t guest_memory_deposited_pages(void);

/* The first deposited page at or after *@page, in *@page; false if there is none. */
bool guest_memory_next_deposited(gpa_t *page);

/* The n-th range of guest memory, for those who go through all of it; false after the last. */
bool guest_memory_range(unsigned int n, struct gpa_range *out);

#endif
