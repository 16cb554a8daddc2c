/* softsnp/svm/control.h - what exits: the control areas of the instances' VMCBs. */
#ifndef SOFTSNP_SVM_CONTROL_H
#define SOFTSNP_SVM_CONTROL_H

#include "softsnp/svm/vcpu.h"

/* Makes the permission maps that all instances share. Once, before the first vcpu_control_init(). */
void permission_maps_init(void);

/* A VMCB for @vcpu whose control area is set; the state save area is zero. */
void vcpu_control_init(struct vcpu *vcpu);

/* Makes @vcpu the one to whom devices' interrupts go, without exit. Once, before it runs. */
void vcpu_control_devices(struct vcpu *vcpu);

/*
 * An interrupt of the instance's software APIC is taken as soon as RFLAGS.IF and CR8 allow it (APM vol. 2, section 15.21.4); with
 * vector 0 none is. After an exit: the vector that was taken, once, or 0; and what the task priority is.
 */
void vcpu_control_interrupt(struct vcpu *vcpu, unsigned int vector, unsigned int tpr);
__attribute__((warn_unused_result)) unsigned int vcpu_control_delivered(struct vcpu *vcpu);
unsigned int vcpu_control_tpr(const struct vcpu *vcpu);

/* True if the instance is in a mode without C-bit, where every access is private. */
bool vcpu_all_private(const struct vcpu *vcpu);

/* Chooses nested page tables and intercepts for the mode in which @vcpu is. Before every entry. */
void vcpu_control_prepare(struct vcpu *vcpu);

/*
 * After a nested page fault: false if @vcpu has switched paging off since it was entered, so that it ran with
 * the wrong nested page tables. Then the fault means nothing; entering again puts it right.
 */
__attribute__((warn_unused_result)) bool vcpu_control_fits(const struct vcpu *vcpu);

/* Whether RDTSC and RDTSCP exit, which the CPU below does not scale. */
void vcpu_control_tsc(struct vcpu *vcpu, bool exits, uint64_t offset);

/* Forgets events and interrupt shadow of what ran before: a new VMSA begins afresh. */
void vcpu_control_reset(struct vcpu *vcpu);

#endif
