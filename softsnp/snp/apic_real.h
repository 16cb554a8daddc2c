/*
 * softsnp/snp/apic_real.h - the CPU's own APIC, the device plane's. It is an xAPIC (QEMU before 9.0 has no other with TCG); x2APIC mode is
 * made of it: registers are at the same numbers, the ID stands elsewhere, the command register is one of 64 bits.
 */
#ifndef SOFTSNP_SNP_APIC_REAL_H
#define SOFTSNP_SNP_APIC_REAL_H

#include "softsnp/svm/vcpu.h"

/* A register in x2APIC mode; false: #GP. */
__attribute__((warn_unused_result)) bool apic_real_read(const struct vcpu *vcpu,
                                                        unsigned int number, uint64_t *value);
__attribute__((warn_unused_result)) bool apic_real_write(struct vcpu *vcpu, unsigned int number,
                                                         uint64_t value);

/* A write of the lower half of the command register in xAPIC mode: true if it must not reach the hardware. */
__attribute__((warn_unused_result)) bool apic_real_starts(struct vcpu *vcpu, uint32_t command);

#endif
