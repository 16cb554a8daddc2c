/*
 * kernel/svsm/svsm.h - SVSM calls: the guest's way in.
 *
 * Every call is decoded (all checks, no effects) and then invoked (effects, cannot fail half-way),
 * one file a call group: core_*.c, and attest.c and vtpm.c, which frame messages to the service that
 * has registered for the protocol.
 */
#ifndef KERNEL_SVSM_SVSM_H
#define KERNEL_SVSM_SVSM_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/address.h"
#include "lib/svsm/call.h"

/* The registers of one call: copied from the guest's VMSA, results are written back from here. */
struct svsm_call {
        uint64_t rax, rcx, rdx, r8, r9;
        bool keeps_results; /* the call has failed, and its registers say why all the same */
};

/* Which localities of the TPM the guest may use, a bit each; 0 to 2 until somebody says otherwise. */
void svsm_allow_localities(uint32_t localities);

/* The calling area of each guest vCPU. */
void svsm_set_calling_area(unsigned int vcpu, gpa_t calling_area);
gpa_t svsm_calling_area(unsigned int vcpu);

/*
 * Handles one entry from the guest on this vCPU: takes the pending flag, copies the registers, runs
 * the call, writes RAX and the results back. Returns at once if no call is pending.
 */
void svsm_handle_entry(unsigned int vcpu);

/* One call on copied registers, for svsm_handle_entry() and tests. Returns RAX. */
uint64_t svsm_dispatch(unsigned int vcpu, struct svsm_call *call);

#endif
