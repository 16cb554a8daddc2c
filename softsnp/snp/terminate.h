/* softsnp/snp/terminate.h - the guest, or the kernel, asks for the end of the machine. */
#ifndef SOFTSNP_SNP_TERMINATE_H
#define SOFTSNP_SNP_TERMINATE_H

#include <stdint.h>

#include "softsnp/svm/vcpu.h"

/* Reason 0 of the kernel's own set is an orderly end; everything else stops the machine. Returns if an attack does not listen. */
void guest_terminates(struct vcpu *vcpu, uint64_t set, uint64_t reason);

#endif
