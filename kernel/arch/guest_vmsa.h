/*
 * kernel/arch/guest_vmsa.h - the VMSAs from which the guest's VMPL runs, one a vCPU.
 *
 * Implemented above: kernel/mm/window.c and kernel/snp/vmsa.c, because calls are served on the host as well, where
 * tests/unit/kernel/fake_arch.c has the VMSAs in an array, or in the guest's memory.
 */
#ifndef KERNEL_ARCH_GUEST_VMSA_H
#define KERNEL_ARCH_GUEST_VMSA_H

#include <stdint.h>

#include "lib/base/address.h"
#include "lib/snp/vmsa.h"

/* SEV_FEATURES of the guest's VMSAs: VMPL0's own, without those that each VMPL has for itself. Never changes. */
uint64_t arch_guest_sev_features(void);

/* Before the guest is created: those that the measured parameters name; 0: as VMPL0's, less what a VMPL has for itself. */
void arch_set_guest_sev_features(uint64_t measured);

/*
 * The VMSA from which the guest's VMPL runs on @vcpu, which must be the one that asks; NULL if it has none. Mapped until
 * the next arch_set_guest_vmsa() for this vCPU; the guest does not run while VMPL0 looks at it, or it could change it.
 */
struct vmsa *arch_guest_vmsa(unsigned int vcpu);

/* Says which page is the guest's VMSA on @vcpu from its next entry on; page 0: none. Any vCPU may call it. */
void arch_set_guest_vmsa(unsigned int vcpu, gpa_t page);

#endif
