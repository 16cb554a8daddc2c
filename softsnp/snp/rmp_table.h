/*
 * softsnp/snp/rmp_table.h - the reverse map table and the nested page tables that follow from it.
 *
 * One entry a page (flat index of start/memory.h). Nested page tables: per VMPL two views, shared (C-bit 0) and
 * private (C-bit 1), flat arrays of 4 KiB entries, recomputed from the RMP entry whenever that changes.
 */
#ifndef SOFTSNP_SNP_RMP_TABLE_H
#define SOFTSNP_SNP_RMP_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/snp/rmp.h"
#include "softsnp/svm/vcpu.h"

/* The C-bit's position that this machine reports. */
#define CBIT_POSITION 47
#define CBIT          (UINT64_C(1) << CBIT_POSITION)

struct rmp_entry {
        bool assigned; /* private: belongs to the guest */
        bool validated;
        bool vmsa;   /* holds a save area: only the CPU, and VMPL0, may write it */
        bool in_use; /* a VMSA that a vCPU runs from */
        bool large;  /* part of a 2 MiB entry: without it, a 2 MiB operand is SIZE_MISMATCH */
        bool walked; /* seen as a page table through a C=0 pointer: readable in the shared view too */
        bool fetched; /* seen as code through a C=0 mapping: executable in the shared view too */
        uint8_t permissions[VMPL_COUNT]; /* RMP_PERMISSION_* */
};

void rmp_init(void);
struct rmp_entry *rmp_entry(uint64_t page_index);

/* Recomputes the nested page tables of one page. If rights were taken, npt_flush() (npt.h) must follow. */
void npt_update(uint64_t page_index);

/* The nested CR3 for an instance in its current mode: with paging off every access is private. */
uint64_t npt_root(const struct vcpu *vcpu);

/* The launch: makes a page private, validated and VMPL0's. */
void rmp_launch(gpa_t page, bool is_vmsa);

/* Page state change by the host, on request. 0, or the GHCB's error code (GHCB 2.0, section 4.1.6). */
__attribute__((warn_unused_result)) uint32_t rmp_change_state(uint64_t gfn, unsigned int operation,
                                                              bool large);

/* PVALIDATE, RMPADJUST, RMPQUERY at RIP, which raised #UD since the CPU does not know them. */
void rmp_instruction(struct vcpu *vcpu, uint8_t opcode);

/*
 * INVLPGB and TLBSYNC at RIP, unknown to the CPU as well: every CPU forgets the rights that RMPADJUST has taken.
 */
void flush_instruction(struct vcpu *vcpu, uint8_t opcode);

/* True if [address, +size) is shared memory; used for GHCB pages and the buffers that they name. */
__attribute__((warn_unused_result)) bool rmp_is_shared(gpa_t address, uint64_t size);

#endif
