/*
 * softsnp/svm/apic_timer.c - see apic_timer.h. Counted in the TSC's ticks and looked at when the machine is entered, so it expires late if
 * no CPU exits. It counts at 1 GHz, KVM's APIC_BUS_CYCLE_NS_DEFAULT (Linux arch/x86/kvm/lapic.h). Modes: APM vol. 2, section
 * 16.4.1.
 */
#include "softsnp/svm/apic_timer.h"

#include "lib/x86/cpu.h"
#include "softsnp/start/tsc.h"

#define MODE(lvt)    ((lvt) >> 17 & 3)
#define PERIODIC     1
#define TSC_DEADLINE 2

static bool used;

bool apic_timers_are_used(void)
{
        return used;
}

/* Bits 3, 1, 0 of the divide register: 2, 4, ... 128, and 7 is 1 (update_divide_count()). */
static uint64_t divisor(const struct apic_timer *timer)
{
        uint32_t code = (timer->divide & 3) | (timer->divide & 8) >> 1;

        return UINT64_C(1) << ((code + 1) & 7);
}

/* At most 2^32 counts of 128 ns: no product here has more than 64 bits. */
static uint64_t period(const struct apic_timer *timer)
{
        uint64_t ticks = timer->initial_count * divisor(timer) * (tsc_khz() / 1000) / 1000;

        return ticks ? ticks : 1;
}

uint32_t apic_timer_count(const struct apic_timer *timer, uint32_t lvt)
{
        uint64_t now = rdtsc();

        if (!timer->expires || MODE(lvt) == TSC_DEADLINE || now >= timer->expires)
                return 0;
        return (uint32_t)((timer->expires - now) * 1000 / (tsc_khz() / 1000) / divisor(timer));
}

void apic_timer_start(struct apic_timer *timer, uint32_t lvt)
{
        if (MODE(lvt) == TSC_DEADLINE)
                return;
        used = true;
        timer->expires = timer->initial_count ? rdtsc() + period(timer) : 0;
}

/* The MSR is 0 in the other modes, and once it was reached; and what is written then is ignored. */
uint64_t apic_timer_deadline(const struct apic_timer *timer, uint32_t lvt)
{
        return MODE(lvt) == TSC_DEADLINE ? timer->expires : 0;
}

void apic_timer_set_deadline(struct apic_timer *timer, uint32_t lvt, uint64_t value)
{
        if (MODE(lvt) != TSC_DEADLINE)
                return;
        used = true;
        timer->expires = value;
}

/* A periodic one that is late by several periods expires once for them, as the IRR would hold it once. */
bool apic_timer_expired(struct apic_timer *timer, uint32_t lvt)
{
        uint64_t now;

        if (!timer->expires)
                return false;
        now = rdtsc();
        if (now < timer->expires)
                return false;
        if (MODE(lvt) == PERIODIC)
                timer->expires += ((now - timer->expires) / period(timer) + 1) * period(timer);
        else
                timer->expires = 0;
        return true;
}
