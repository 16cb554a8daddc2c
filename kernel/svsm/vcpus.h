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

#define SVSM_MAX_VCPUS 512
#define SVSM_MAX_VMSAS 1024

/* A VMSA that CREATE_VCPU has made. */
struct svsm_vmsa {
        gpa_t page;
        unsigned int vcpu;
        bool current; /* the vCPU runs from it, not from a newer one */
};

/*
 * All but the first two need the core lock (svsm_core_lock()), which keeps calls on other vCPUs
 * out.
 */
void svsm_core_lock(void);
void svsm_core_unlock(void);

/* True if @page is some vCPU's calling area. */
bool svsm_is_calling_area(gpa_t page);

/* The VMSA at @page, or NULL. */
struct svsm_vmsa *svsm_find_vmsa(gpa_t page);

/* True if another VMSA can be remembered. */
bool svsm_can_add_vmsa(void);

/* Remembers a VMSA as the one that @vcpu runs from now. */
void svsm_add_vmsa(gpa_t page, unsigned int vcpu);
void svsm_remove_vmsa(struct svsm_vmsa *vmsa);

/* Whether a vCPU is inside a call: its VMSA must then stay what it is. */
void svsm_set_in_call(unsigned int vcpu, bool in_call);
bool svsm_in_call(unsigned int vcpu);

/* Says in the boot vCPU's calling area whether there is memory to withdraw. */
void svsm_update_memory_available(void);

#endif
