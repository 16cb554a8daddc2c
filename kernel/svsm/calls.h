/*
 * kernel/svsm/calls.h - the calls, grouped by file. A group decodes (all checks, no effects) and then invokes (effects, which
 * cannot fail half-way).
 */
#ifndef KERNEL_SVSM_CALLS_H
#define KERNEL_SVSM_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/svsm/call.h"

/*
 * The registers of one call: copied from the guest's VMSA, results are written back from here. What each register means is
 * said in the protocols' tables (SVSM 1.00, sections 6 to 8); numbers are as the guest has given them, nothing is checked yet.
 */
struct svsm_call {
        uint64_t rax, rcx, rdx, r8, r9;
        bool keeps_results; /* the call has failed, and its registers say why all the same */
};

/*
 * One call @number of a protocol (lib/svsm/call.h). Each returns RAX, a result code, and may change the other registers. The
 * core protocol takes its lock; the two others are framing around messages to the service that has registered for them.
 */
uint64_t svsm_core_call(unsigned int vcpu, uint32_t number, struct svsm_call *call);
uint64_t svsm_attest_call(uint32_t number, struct svsm_call *call);
uint64_t svsm_vtpm_call(uint32_t number, struct svsm_call *call);

/* vtpm.c: which localities of the TPM the guest may use, a bit each; 0 to 2 until somebody says otherwise. */
void svsm_allow_localities(uint32_t localities);

/* The core protocol's calls that have a file of their own; the core lock is held. */
uint64_t core_pvalidate(const struct svsm_call *call);
uint64_t core_create_vcpu(unsigned int vcpu, const struct svsm_call *call);
uint64_t core_delete_vcpu(unsigned int vcpu, const struct svsm_call *call);
uint64_t core_deposit_memory(const struct svsm_call *call);
uint64_t core_withdraw_memory(const struct svsm_call *call);

#endif
