/* softsnp/snp/run_vmpl.h - which VMPL's instance of a vCPU runs. */
#ifndef SOFTSNP_SNP_RUN_VMPL_H
#define SOFTSNP_SNP_RUN_VMPL_H

#include <stdint.h>

#include "softsnp/snp/ghcb_call.h"

/*
 * Stores @vcpu and makes the instance of @vmpl current, answering what that asked for when it gave way. @request
 * and @ghcb say where @vcpu's own answer goes later. An instance that exists and has no save area keeps the CPU waiting
 * until it gets one.
 * info1 is GHCB_RESULT_OK, or else the answer is the guest's: then @vcpu stays current and nothing has happened.
 */
__attribute__((warn_unused_result)) struct ghcb_answer
run_vmpl(struct vcpu *vcpu, unsigned int vmpl, enum run_vmpl_request request, gpa_t ghcb);

/* The error in an answer of run_vmpl(); 0: there is none. */
static inline uint32_t run_vmpl_error(struct ghcb_answer answer)
{
        return answer.info1 == GHCB_RESULT_OK ? 0 : (uint32_t)answer.info2;
}

/* After an exit of @vcpu was handled: VMPL0 runs though nobody asked for it, if the host is one that does that and it is time. */
void run_vmpl_unasked(struct vcpu *vcpu);

/* VMPL0 has an event, and runs, though nobody asked (kvm_check_plane0_events(), Linux arch/x86/kvm/x86.c with planes). */
void run_vmpl0_unasked(struct cpu *cpu);

#endif
