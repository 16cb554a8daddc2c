/*
 * kernel/svsm/core.h - the calls of the core protocol, for svsm.c. Each returns RAX and may change
 * the other registers; the core lock is held.
 */
#ifndef KERNEL_SVSM_CORE_H
#define KERNEL_SVSM_CORE_H

#include "kernel/svsm/svsm.h"

/* The whole protocol: takes the lock and picks the call. */
uint64_t svsm_core_call(unsigned int vcpu, uint32_t number, struct svsm_call *call);

uint64_t core_remap_ca(unsigned int vcpu, const struct svsm_call *call);
uint64_t core_pvalidate(const struct svsm_call *call);
uint64_t core_create_vcpu(unsigned int vcpu, const struct svsm_call *call);
uint64_t core_delete_vcpu(unsigned int vcpu, const struct svsm_call *call);
uint64_t core_deposit_memory(const struct svsm_call *call);
uint64_t core_withdraw_memory(const struct svsm_call *call);

/* attest.c: the attestation protocol. */
uint64_t svsm_attest_call(uint32_t number, struct svsm_call *call);

/* vtpm.c: the vTPM protocol. */
uint64_t svsm_vtpm_call(uint32_t number, struct svsm_call *call);

#endif
