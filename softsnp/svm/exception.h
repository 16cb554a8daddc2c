/* softsnp/svm/exception.h - raising exceptions in the guest. */
#ifndef SOFTSNP_SVM_EXCEPTION_H
#define SOFTSNP_SVM_EXCEPTION_H

#include <stdint.h>

#include "softsnp/svm/vcpu.h"

/* #GP(0), #UD and the like, through EVENTINJ, at the instruction that exited. */
void raise_gp(struct vcpu *vcpu);
void raise_ud(struct vcpu *vcpu);
void raise_nm(struct vcpu *vcpu);
void raise_pf(struct vcpu *vcpu, uint64_t address, uint32_t error);

/*
 * #VC with exit code @code as error code. In software, frame and all: QEMU's EVENTINJ pushes no error code for
 * vector 29. The state must be as when the instruction began.
 */
void raise_vc(struct vcpu *vcpu, uint64_t code);

/*
 * CR2 for an access to the page of @address that is not validated (APM vol. 2, section 15.36.10). A nested page fault tells only
 * the physical address, so the virtual one is looked for where an instruction has it from, in the registers; CR2 stays
 * as it is if none of them leads near the page.
 */
void set_fault_address(struct vcpu *vcpu, gpa_t address);

#endif
