/* softsnp/snp/run_vmpl.h - which VMPL's instance of a vCPU runs. */
#ifndef SOFTSNP_SNP_RUN_VMPL_H
#define SOFTSNP_SNP_RUN_VMPL_H

#include <stdint.h>

#include "softsnp/svm/vcpu.h"

/*
 * Stores @vcpu and makes the instance of @vmpl current, answering what that asked for when it gave way. @request
 * and @ghcb say where @vcpu's own answer goes later. An instance without a save
 * area keeps the CPU waiting until it gets one, if one may come.
 * 0, or GHCB_ERROR_*: then @vcpu stays current and nothing has happened.
 */
__attribute__((warn_unused_result)) uint32_t run_vmpl(struct vcpu *vcpu, unsigned int vmpl,
                                                      enum run_vmpl_request request, gpa_t ghcb);

/* VMPL0 has an event, and runs, though nobody asked (kvm_check_plane0_events(), Linux arch/x86/kvm/x86.c with planes). */
void run_vmpl0_unasked(struct cpu *cpu);

#endif
