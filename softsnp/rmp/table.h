/*
 * softsnp/rmp/table.h - the reverse map table (APM vol. 2, section 15.36.3): one entry a page, by the flat index of
 * start/memory.h.
 */
#ifndef SOFTSNP_RMP_TABLE_H
#define SOFTSNP_RMP_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "softsnp/rmp/entry.h"

/* All pages are shared at first. Once, after memory_init(). */
void rmp_init(void);

/* The entry of a page, whose index is below memory_page_count(). Who changes it calls npt_update() (npt.h). */
struct rmp_entry *rmp_entry(uint64_t page_index);

/* True if [address, +size) is shared memory of the guest; false if it is empty or wraps around. */
__attribute__((warn_unused_result)) bool rmp_is_shared(gpa_t address, uint64_t size);

/* The bytes of [address, +size), which is shared and as long here as it is there; NULL if it is not. */
void *rmp_shared_bytes(uint64_t address, uint64_t size);

#endif
