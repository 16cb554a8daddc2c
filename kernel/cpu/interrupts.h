/*
 * kernel/cpu/interrupts.h - when VMPL0 lets interrupts in: it has no use for them, but a host that has one for it runs VMPL0
 * until it has taken it, and the guest never (KVM's planes). What arrives is counted and forgotten.
 *
 * Nothing is told to an interrupt controller: VMPL0's local APIC was never switched on, so what comes through it is an external
 * controller's interrupt, which is acknowledged when it is taken.
 */
#ifndef KERNEL_CPU_INTERRUPTS_H
#define KERNEL_CPU_INTERRUPTS_H

/* Lets in what is pending; and waits in HLT for one, or for the host to have another reason to go on. */
void interrupts_open(void);
void interrupts_halt(void);

#endif
