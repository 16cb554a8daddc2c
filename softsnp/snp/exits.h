/*
 * softsnp/snp/exits.h - the exits that SEV-SNP decides: each function handles one and leaves the instance ready
 * to run, or another instance of the same vCPU current.
 */
#ifndef SOFTSNP_SNP_EXITS_H
#define SOFTSNP_SNP_EXITS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/x86/cpu.h"
#include "softsnp/svm/vcpu.h"

/* A nested page fault: MMIO becomes #VC, an RMP violation what hardware and host make of it. */
void snp_nested_page_fault(struct vcpu *vcpu);

/* VMGEXIT; RIP is already behind it. Both protocols; may switch VMPL. */
void snp_vmgexit(struct vcpu *vcpu);

/* RDMSR/WRMSR that exited. True: done, RIP advanced. False: the caller raises #VC. */
__attribute__((warn_unused_result)) bool snp_msr(struct vcpu *vcpu, uint32_t number, bool write);

/* PVALIDATE, RMPADJUST, RMPQUERY at RIP, which raised #UD since the CPU does not know them. */
void rmp_instruction(struct vcpu *vcpu, uint8_t opcode);

/*
 * INVLPGB and TLBSYNC at RIP, unknown to the CPU as well: every CPU forgets the rights that RMPADJUST has taken.
 */
void flush_instruction(struct vcpu *vcpu, uint8_t opcode);

/* Save area and instance: the CPU's part of VMRUN and #VMEXIT of an SEV-ES guest. */
void vmsa_load(struct vcpu *vcpu);
void vmsa_store(struct vcpu *vcpu);

/* Gives an instance its save area, or takes it away; checks nothing, kicks the CPU if it runs there. */
void vcpu_set_vmsa(struct vcpu *vcpu, struct vmsa *save_area, gpa_t vmsa);
void vcpu_clear_vmsa(struct vcpu *vcpu);

/* The launch gave vCPU @cpu a save area: an INIT from VMPL0 starts it, unless the guest created another before. */
void ap_creation_at_launch(unsigned int cpu, struct vmsa *save_area);

/* The boot vCPU's save area was launched: its SEV_FEATURES are those of every save area of VMPL0 from then on. */
void ap_creation_launched(struct vmsa *save_area);

/*
 * The save area that was created for @target and waits (GHCB_AP_CREATE_ON_INIT, or launched) is now what it runs from; false if
 * there is none.
 */
bool ap_creation_take(struct vcpu *target);

/* RDTSC and RDTSCP that exited: the guest's time-stamp counter, by its save area. */
void snp_rdtsc(struct vcpu *vcpu, bool with_aux);

/* CPUID as this machine presents it, for the CPUID page and for GHCB requests. @cpu: whose APIC ID; @xcr0: what it has enabled. */
struct cpuid_result machine_cpuid(unsigned int cpu, uint32_t function, uint32_t index,
                                  uint64_t xcr0);

/* Fills the CPUID page for the launch. */
struct cpuid_page;
void machine_cpuid_page(struct cpuid_page *page);

#endif
