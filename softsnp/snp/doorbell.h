/*
 * softsnp/snp/doorbell.h - restricted injection (APM vol. 2, section 15.36.16; GHCB 2.0, section 5): of all events the host may bring
 * about #HV alone, and says in a shared page, the doorbell, what it stands for.
 */
#ifndef SOFTSNP_SNP_DOORBELL_H
#define SOFTSNP_SNP_DOORBELL_H

#include "softsnp/svm/vcpu.h"

/*
 * True if @vcpu gets #HV and nothing else: its save area asks for it, and this host does it. One that only admits the bit
 * (personality: sev-features) injects as ever; a guest learns that from the hypervisor's features.
 */
__attribute__((warn_unused_result)) bool doorbell_is_used(const struct vcpu *vcpu);

/* True if the guest has taken the last interrupt out of the page, so that another one may go there. */
__attribute__((warn_unused_result)) bool doorbell_is_free(const struct vcpu *vcpu);

/* Puts @vector, or an NMI, into the page and injects #HV. False: not now, for the page or for another event. */
__attribute__((warn_unused_result)) bool doorbell_ring(struct vcpu *vcpu, unsigned int vector);
__attribute__((warn_unused_result)) bool doorbell_ring_nmi(struct vcpu *vcpu);

#endif
