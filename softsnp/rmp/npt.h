/*
 * softsnp/rmp/npt.h - the nested page tables that follow from the reverse map table.
 *
 * Per VMPL two views, shared (C-bit 0) and private (C-bit 1), flat arrays of 4 KiB entries, recomputed from the RMP entry
 * whenever that changes. The CPU walks them for the guest (APM vol. 2, section 15.25).
 */
#ifndef SOFTSNP_RMP_NPT_H
#define SOFTSNP_RMP_NPT_H

#include <stdbool.h>
#include <stdint.h>

/* Makes the tables of the VMPLs that every guest has: VMPL0 and VMPL2. The others' are made when they run. */
void npt_init(void);

/* Recomputes the nested page tables of one page. */
void npt_update(uint64_t page_index);

/*
 * npt_update() of pages that lie next to each other in memory and are all a guest's. A 2 MiB page's entries are mostly
 * the same, so that this is much faster than one by one.
 */
void npt_update_range(uint64_t first, uint64_t count);

/*
 * The same after RMPADJUST: rights that were given count at once, rights that were taken stay until
 * npt_forget_stale_rights(), as they may in the TLB of any CPU.
 */
void npt_update_range_later(uint64_t first, uint64_t count);
void npt_forget_stale_rights(void);

/*
 * The nested CR3 of a VMPL. @all_private: that of a mode without C-bit, where every access is private. Makes the VMPL's tables
 * if it never ran.
 */
uint64_t npt_root(unsigned int vmpl, bool all_private);

/* True if rights were taken since this was asked last: then other CPUs may have them in their TLBs. */
__attribute__((warn_unused_result)) bool npt_took_rights(void);

#endif
