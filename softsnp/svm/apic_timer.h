/*
 * softsnp/svm/apic_timer.h - the timer of a software APIC (x2apic.h), whose entry of the local vector table, @lvt, says its mode.
 */
#ifndef SOFTSNP_SVM_APIC_TIMER_H
#define SOFTSNP_SVM_APIC_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct apic_timer {
        uint32_t initial_count;
        uint32_t divide;
        uint64_t expires; /* in ticks of the TSC; 0: never */
};

/* After a change of count or divisor: it counts from now on. */
void apic_timer_start(struct apic_timer *timer, uint32_t lvt);

/* The count that is left. */
uint32_t apic_timer_count(const struct apic_timer *timer, uint32_t lvt);

/* MSR_TSC_DEADLINE. */
uint64_t apic_timer_deadline(const struct apic_timer *timer, uint32_t lvt);
void apic_timer_set_deadline(struct apic_timer *timer, uint32_t lvt, uint64_t value);

/* True if it has expired since the last call. */
__attribute__((warn_unused_result)) bool apic_timer_expired(struct apic_timer *timer, uint32_t lvt);

/* False while nobody has ever started one. */
__attribute__((warn_unused_result)) bool apic_timers_are_used(void);

#endif
