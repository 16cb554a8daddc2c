/* kernel/svsm/entry.h - SVSM calls: the guest's way in. */
#ifndef KERNEL_SVSM_ENTRY_H
#define KERNEL_SVSM_ENTRY_H

#include <stdint.h>

#include "kernel/svsm/calls.h"

/*
 * Handles one entry from the guest on this vCPU: takes the pending flag, copies the registers, runs
 * the call, writes RAX and the results back. Returns at once if no call is pending. @vcpu is the one that runs this.
 */
void svsm_handle_entry(unsigned int vcpu);

/* One call on copied registers, for svsm_handle_entry() and tests. Returns RAX. */
uint64_t svsm_dispatch(unsigned int vcpu, struct svsm_call *call);

#endif
