/* softsnp/snp/npt.h - nested page tables: for each VMPL a shared and a private view (see rmp_table.h). */
#ifndef SOFTSNP_SNP_NPT_H
#define SOFTSNP_SNP_NPT_H

#include <stdbool.h>

#include "softsnp/svm/vcpu.h"

/* Makes the tables of the VMPLs that every guest has: VMPL0 and VMPL2. The others' are made when they run. */
void npt_init(void);

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

/* True if the instance is in a mode without C-bit, where every access is private. */
bool npt_all_private(const struct vcpu *vcpu);

/*
 * If any of these has taken rights since the last call, forces all CPUs but @self out of the guest: their TLBs
 * forget. The CPU that we are on forgets at every entry.
 */
void npt_flush(const struct cpu *self);

#endif
