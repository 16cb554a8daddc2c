/*
 * kernel/cpu/speculation.h - what one domain taught the branch predictors must not steer the next one. All VMPLs of a vCPU
 * and all services share them.
 */
#ifndef KERNEL_CPU_SPECULATION_H
#define KERNEL_CPU_SPECULATION_H

/* At each change of domain: from the guest to VMPL0, into a service. Branches after it follow none before it. */
void speculation_barrier(void);

/* This vCPU's SPEC_CTRL while it is at VMPL0; the register belongs to the VMPL and is kept in its VMSA. */
void speculation_init(void);

#endif
