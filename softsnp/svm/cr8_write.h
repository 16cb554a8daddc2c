/* softsnp/svm/cr8_write.h - the task priority as a control register. */
#ifndef SOFTSNP_SVM_CR8_WRITE_H
#define SOFTSNP_SVM_CR8_WRITE_H

#include "softsnp/svm/vcpu.h"

/* The instruction at RIP, which exited: done, or #GP. */
void cr8_write(struct vcpu *vcpu);

#endif
