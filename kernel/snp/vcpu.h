/*
 * kernel/snp/vcpu.h - the kernel's side of SNP: the host's protocols, which vCPUs there are, the states in which they begin,
 * and the security processor. Nothing here runs the guest; kernel/guest does.
 */
#ifndef KERNEL_SNP_VCPU_H
#define KERNEL_SNP_VCPU_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/cpu/area.h"
#include "lib/params/block.h"
#include "lib/snp/vmsa.h"

/*
 * Stops unless we run under SNP, and the host speaks our GHCB version, agrees on the C-bit and offers what is
 * needed. By the MSR protocol only.
 */
void snp_check_host(void);

/* Features of the host, GHCB_FEATURE_*; after snp_check_host(). */
uint64_t snp_host_features(void);

/* Makes this vCPU's GHCB page shared and registers it. Stops if the host does not. */
void ghcb_page_init(struct cpu *cpu);

/* How many vCPUs there are and which APIC IDs they have; the calling one is the boot vCPU. */
void vcpus_find(const struct params_host_count *host);

/* The APIC ID of @vcpu, which is below arch_vcpu_count(); after vcpus_find(). */
uint32_t vcpu_apic_id(unsigned int vcpu);

/*
 * The host's list of APIC IDs in ids[0] to ids[@count - 1], the calling vCPU's first. False, and *@ids is as it was: it offers
 * none, or not @count different ones with the caller's among them.
 */
__attribute__((warn_unused_result)) bool apic_ids_ask(uint32_t *ids, uint32_t count);

/* The physical address of a zeroed page that can be a VMSA, or 0: there is no memory. */
__attribute__((warn_unused_result)) uint64_t vmsa_page_allocate(void);

/*
 * Fills *@vmsa, which is zero, for a vCPU of VMPL0 that begins in @entry with @argument, on the stack that ends at @stack_top.
 * Its descriptor tables are put in by descriptors_fill_vmsa().
 */
void vmsa_fill_vmpl0(struct vmsa *vmsa, void (*entry)(uint64_t), uint64_t stack_top,
                     uint64_t argument);

/* Fills *@vmsa as a processor after reset, for the guest's firmware. */
void vmsa_fill_reset(struct vmsa *vmsa, unsigned int vmpl);

/* Fills *@vmsa for a guest of kind PARAMS_GUEST_FLAT; RDI, RSI and RDX as docs/boot.md says. */
void vmsa_fill_flat(struct vmsa *vmsa, const struct params_guest *guest, gpa_t calling_area,
                    gpa_t secrets, gpa_t cpuid);

/*
 * Makes the page at @page the VMSA of @vmpl and tells the host of it for the vCPU with @apic_id, by @event: GHCB_AP_CREATE runs
 * it, GHCB_AP_CREATE_ON_INIT leaves that to RUN_VMPL. False: the processor or the host refuses. True says nothing of when
 * the host runs it, or whether.
 */
__attribute__((warn_unused_result)) bool vmsa_install(uint64_t page, uint32_t apic_id,
                                                      unsigned int vmpl, unsigned int event);

/* The physical address of the secrets page, where the security processor has left the message keys. */
void guest_request_set_secrets(uint64_t secrets_page);

/* Erases all of them there, when the guest has its copy of those that are its own. */
void guest_request_erase_keys(void);

/* True if a service has the device, so that the security processor can be asked. */
bool guest_request_is_open(void);

#endif
