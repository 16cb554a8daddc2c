/*
 * softsnp/svm/x2apic_timer.c - the timer of a software APIC (x2apic.h): counted in the TSC's ticks and looked at when the machine is
 * entered, so it expires late if no CPU exits. It counts at 1 GHz, KVM's APIC_BUS_CYCLE_NS_DEFAULT (Linux
 * arch/x86/kvm/lapic.h). Modes: APM vol. 2, section 16.4.1.
 */
#include "lib/x86/cpu.h"
#include "softsnp/start/tsc.h"
#include "softsnp/svm/x2apic.h"

#define LVT_MASKED   (1u << 16)
#define MODE(lvt)    ((lvt) >> 17 & 3)
#define PERIODIC     1
#define TSC_DEADLINE 2

/* Bits 3, 1, 0 of the divide register: 2, 4, ... 128, and 7 is 1 (update_divide_count()). */
static uint64_t divisor(const struct x2apic *apic)
{
        uint32_t code = (apic->divide & 3) | (apic->divide & 8) >> 1;

        return UINT64_C(1) << ((code + 1) & 7);
}

/* At most 2^32 counts of 128 ns: no product here has more than 64 bits. */
static uint64_t period(const struct x2apic *apic)
{
        uint64_t ticks = apic->initial_count * divisor(apic) * (tsc_khz() / 1000) / 1000;

        return ticks ? ticks : 1;
}

uint32_t x2apic_timer_count(const struct x2apic *apic)
{
        uint64_t now = rdtsc();

        if (!apic->expires || MODE(apic->lvt[0]) == TSC_DEADLINE || now >= apic->expires)
                return 0;
        return (uint32_t)((apic->expires - now) * 1000 / (tsc_khz() / 1000) / divisor(apic));
}

void x2apic_timer_start(struct x2apic *apic)
{
        if (MODE(apic->lvt[0]) == TSC_DEADLINE)
                return;
        apic->expires = apic->initial_count ? rdtsc() + period(apic) : 0;
}

/* The MSR is 0 in the other modes, and once it was reached; and so is what is written then. */
uint64_t x2apic_deadline(const struct x2apic *apic)
{
        return MODE(apic->lvt[0]) == TSC_DEADLINE ? apic->expires : 0;
}

void x2apic_set_deadline(struct x2apic *apic, uint64_t value)
{
        if (MODE(apic->lvt[0]) == TSC_DEADLINE)
                apic->expires = value;
}

/* A periodic timer that is late by several periods has had one interrupt for them, as the IRR would hold it. */
void x2apic_timer_check(struct x2apic *apic)
{
        uint64_t now;

        if (!apic->expires)
                return;
        now = rdtsc();
        if (now < apic->expires)
                return;
        if (!(apic->lvt[0] & LVT_MASKED))
                x2apic_accept(apic, apic->lvt[0] & 0xff, false);
        if (MODE(apic->lvt[0]) == PERIODIC)
                apic->expires += ((now - apic->expires) / period(apic) + 1) * period(apic);
        else
                apic->expires = 0;
}
