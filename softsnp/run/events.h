/* softsnp/run/events.h - interrupts and NMIs that instances take: when, and what wakes an instance that sleeps. */
#ifndef SOFTSNP_RUN_EVENTS_H
#define SOFTSNP_RUN_EVENTS_H

#include "softsnp/svm/vcpu.h"

/* Timers of software APICs that are due, on all CPUs: those CPUs come out of the guest. */
void events_check_timers(void);

/* True if a timer may wake @cpu, which therefore must not sleep in a way that only another CPU ends. */
__attribute__((warn_unused_result)) bool events_may_come(const struct cpu *cpu);

/* True if VMPL0 is to run on @cpu for an event of its own, while another VMPL does. */
__attribute__((warn_unused_result)) bool events_are_for_vmpl0(const struct cpu *cpu);

/* True if an interrupt or NMI ends the HLT of @vcpu. */
__attribute__((warn_unused_result)) bool events_wake(const struct vcpu *vcpu);

/* Before an entry: injects what there is. After the exit: notes what was taken. */
void events_offer(struct vcpu *vcpu);
void events_note(struct vcpu *vcpu);

#endif
