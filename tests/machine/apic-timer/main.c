/*
 * The timer of a software APIC: once, again and again, and at a value of the TSC; masked, it counts and interrupts nobody. A CPU that sleeps
 * in HLT wakes by it (APM vol. 2, section 16.4.1; apic_timer_expired() in Linux arch/x86/kvm/lapic.c). Times are not checked: the
 * machine promises none.
 *
 * Broken on purpose by a periodic timer that fires once.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define VECTOR        0x48
#define MASKED        0x10000
#define PERIODIC      0x20000
#define TSC_DEADLINE  0x40000
#define DIVIDE_BY_1   0xb
#define DIVIDE_BY_128 0xa
#define SOON          100000 /* counts */

static void eoi(void)
{
        set_msr(X2APIC(X2_EOI), 0);
}

void test_main(void)
{
        count_vectors();
        start_x2apic();
        set_msr(X2APIC(X2_LVT_TIMER), VECTOR);
        set_msr(X2APIC(X2_DIVIDE), DIVIDE_BY_128);
        set_msr(X2APIC(X2_INITIAL_COUNT), UINT32_MAX); /* nine minutes: no test takes that long */
        CHECK(get_msr(X2APIC(X2_CURRENT_COUNT)) > SOON);
        CHECK_EQUAL(taken_count, 0);
        set_msr(X2APIC(X2_DIVIDE), DIVIDE_BY_1);
        set_msr(X2APIC(X2_INITIAL_COUNT), SOON);
        wait_for_interrupt();
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], VECTOR);
        CHECK_EQUAL(get_msr(X2APIC(X2_CURRENT_COUNT)), 0);
        eoi();

        set_msr(X2APIC(X2_LVT_TIMER), PERIODIC | VECTOR);
        set_msr(X2APIC(X2_INITIAL_COUNT), SOON);
        for (unsigned int n = 2; n < 5; n++) {
                wait_for_interrupt();
                CHECK_EQUAL(taken_count, n);
                eoi();
        }
        set_msr(X2APIC(X2_LVT_TIMER), MASKED | PERIODIC | VECTOR);
        allow_interrupts();
        eoi();
        taken_count = 0;

        set_msr(X2APIC(X2_LVT_TIMER), TSC_DEADLINE | VECTOR);
        set_msr(MSR_TSC_DEADLINE, rdtsc() + SOON);
        wait_for_interrupt();
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(get_msr(MSR_TSC_DEADLINE), 0);
}
