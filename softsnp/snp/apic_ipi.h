/* softsnp/snp/apic_ipi.h - interrupts from one vCPU to another. They stay in the sender's plane, as in KVM. */
#ifndef SOFTSNP_SNP_APIC_IPI_H
#define SOFTSNP_SNP_APIC_IPI_H

#include "softsnp/svm/vcpu.h"

/* Sends what the command register of the software APIC of @sender says. */
void apic_ipi_send(struct vcpu *sender);

/*
 * INIT and start-up IPIs in @command, from either kind of APIC: they would reach the CPUs that carry the machine, and are the
 * guest's only for what AP creation has left for them. False if @command is another one.
 */
__attribute__((warn_unused_result)) bool apic_ipi_starts(struct vcpu *sender, uint64_t command,
                                                         bool from_x2);

/* True if @command goes to @target. Both are in one plane. */
__attribute__((warn_unused_result)) bool apic_ipi_is_for(const struct vcpu *sender,
                                                         const struct vcpu *target,
                                                         uint64_t command, bool from_x2);

#endif
