/* softsnp/svm/exception.h - raising exceptions in the guest. */
#ifndef SOFTSNP_SVM_EXCEPTION_H
#define SOFTSNP_SVM_EXCEPTION_H

#include <stdint.h>

#include "softsnp/svm/vcpu.h"

/* #GP(0), #UD and the like, through EVENTINJ, at the instruction that exited. */
void raise_gp(struct vcpu *vcpu);
void raise_ud(struct vcpu *vcpu);

/*
 * #VC with exit code @code as error code. In software, frame and all: QEMU's EVENTINJ pushes no error code for
 * vector 29. The state must be as when the instruction began.
 */
void raise_vc(struct vcpu *vcpu, uint64_t code);

#endif
