/* softsnp/snp/ghcb_serve.h - the events of the GHCB that have files of their own: each function serves one (GHCB 2.0, section 4). */
#ifndef SOFTSNP_SNP_GHCB_SERVE_H
#define SOFTSNP_SNP_GHCB_SERVE_H

#include "softsnp/snp/ghcb_call.h"

/* Each looks at the fields that its event needs, and writes those of its answer. */
struct ghcb_answer serve_cpuid(struct ghcb_call *call);
struct ghcb_answer serve_msr(struct ghcb_call *call);
struct ghcb_answer serve_ioio(struct ghcb_call *call);
struct ghcb_answer serve_mmio(struct ghcb_call *call);
struct ghcb_answer serve_page_state_change(struct ghcb_call *call);
struct ghcb_answer serve_ap_creation(struct ghcb_call *call);
struct ghcb_answer serve_guest_request(struct ghcb_call *call);

struct ghcb_answer serve_doorbell(struct ghcb_call *call);
struct ghcb_answer serve_hv_ipi(struct ghcb_call *call);

/* ghcb_apic.c: MSR events for registers of the local APIC, and MMIO events whose address is in its page. */
bool is_apic_msr(uint32_t number);
struct ghcb_answer serve_apic_msr(struct ghcb_call *call);
bool is_apic_address(uint64_t address);
void serve_apic_mmio(const struct ghcb_call *call, void *buffer);
/* A write of the command register, in the mode in which the APIC is; false: the APIC is off, or refuses it. */
__attribute__((warn_unused_result)) bool apic_command(struct vcpu *vcpu, uint64_t command);

/* An INIT or start-up IPI that the guest sent through its APIC: what was created for it starts. */
void ap_creation_on_init(const struct vcpu *sender, uint32_t apic_id);

#endif
