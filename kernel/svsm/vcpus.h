/*
 * kernel/svsm/vcpus.h - the guest's vCPUs as the core protocol knows them: calling areas, and the
 * VMSAs that the guest had us make. Which VMSA a vCPU runs from is the architecture's
 * (arch_set_guest_vmsa()).
 */
#ifndef KERNEL_SVSM_VCPUS_H
#define KERNEL_SVSM_VCPUS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/snp/vmsa.h"

/* No fewer than the machine ever has (MAX_VCPUS): numbers from outside are compared with these. */
#define SVSM_MAX_VCPUS 512
#define SVSM_MAX_VMSAS 1024

/* A VMSA that CREATE_VCPU has made. */
struct svsm_vmsa {
        gpa_t page;
        unsigned int vcpu;
        bool current; /* the vCPU runs from it, not from a newer one */
};

/* The calling area of each guest vCPU (SVSM 1.00, section 5); GPA 0: none. */
void svsm_set_calling_area(unsigned int vcpu, gpa_t calling_area);
gpa_t svsm_calling_area(unsigned int vcpu);

/*
 * Says in a new calling area that there is no call, so that the host cannot pretend that there is one (SVSM 1.00, section
 * 6.1). False: the area is not the guest's, or not there.
 */
__attribute__((warn_unused_result)) bool svsm_clear_pending(gpa_t calling_area);

/* What follows needs the core lock, which keeps calls on other vCPUs out. */
void svsm_core_lock(void);
void svsm_core_unlock(void);

/* True if some vCPU's calling area is in [start, start + size), or is @page. */
bool svsm_calling_area_in(gpa_t start, uint64_t size);
bool svsm_is_calling_area(gpa_t page);

/* True if @page may become a calling area or a VMSA. Page 0 may not: that number stands for none. */
bool svsm_page_is_usable(gpa_t page);

/* The VMSA at @page, or NULL. */
struct svsm_vmsa *svsm_find_vmsa(gpa_t page);

/* True if another VMSA can be remembered. */
bool svsm_can_add_vmsa(void);

/* Remembers a VMSA as the one that @vcpu runs from now. */
void svsm_add_vmsa(gpa_t page, unsigned int vcpu);
void svsm_remove_vmsa(struct svsm_vmsa *vmsa);

/*
 * A vCPU's save area is pinned while its own call looks at it, and while another vCPU's call replaces or removes it: each
 * waits for the other, or is refused. enter: the save area, pinned until leave; NULL if there is none, then nothing is
 * pinned. lock: true, and the vCPU does not enter a call until unlock; false if it is inside one.
 */
struct vmsa *svsm_enter(unsigned int vcpu);
void svsm_leave(unsigned int vcpu);
__attribute__((warn_unused_result)) bool svsm_lock_vcpu(unsigned int vcpu);
void svsm_unlock_vcpu(unsigned int vcpu);

/* Says in the boot vCPU's calling area whether there is memory to withdraw. */
void svsm_update_memory_available(void);

#endif
