/* softsnp/svm/cr0_write.h - writes of CR0 while paging is off: switching it on changes what is private. */
#ifndef SOFTSNP_SVM_CR0_WRITE_H
#define SOFTSNP_SVM_CR0_WRITE_H

#include "softsnp/svm/vcpu.h"

/* Does what the MOV, LMSW or CLTS at RIP would have done, or raises #GP where the CPU would have. */
void cr0_write(struct vcpu *vcpu);

#endif
