/* softsnp/snp/guest_tsc.h - how an instance's time-stamp counter runs. */
#ifndef SOFTSNP_SNP_GUEST_TSC_H
#define SOFTSNP_SNP_GUEST_TSC_H

#include "softsnp/svm/vcpu.h"

/* As @area, from which @vcpu is about to run, has it. */
void load_tsc(struct vcpu *vcpu, const struct vmsa *area);

#endif
