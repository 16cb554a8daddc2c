/*
 * The device plane has x2APIC mode too, though the CPU's own APIC may be an xAPIC only: the MSRs are its registers, the ID stands at the
 * bottom, the command register is one of 64 bits, logical destinations are clusters (APM vol. 2, section 16.11; KVM's lapic.c has both modes
 * for every vCPU).
 *
 * Broken on purpose by not translating the command register.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

static volatile unsigned int up, leave;

static void on_vcpu1(void)
{
        use_ghcb(another_ghcb(spare_page(2)));
        start_x2apic();
        up = 1 + (unsigned int)get_msr(X2APIC(X2_ID));
        enable_interrupts();
        while (!leave)
                cpu_relax();
}

static void send(uint64_t destination, uint32_t command)
{
        set_msr(X2APIC(X2_ICR), destination << 32 | command);
}

static void eoi(void)
{
        set_msr(X2APIC(X2_EOI), 0);
}

static void to_itself(void)
{
        uint64_t value;

        set_msr(X2APIC(X2_SELF_IPI), 0x41);
        CHECK_EQUAL(get_msr(X2APIC(X2_IRR) + 2), 2);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(get_msr(X2APIC(X2_ISR) + 2), 2);
        eoi();
        set_msr(X2APIC(X2_LVT_TIMER), 0x42);
        set_msr(X2APIC(X2_INITIAL_COUNT), 100000);
        wait_for_interrupt();
        CHECK_EQUAL(taken_count, 2);
        eoi();
        CHECK_EQUAL(read_msr(X2APIC(0x31), &value), GHCB_RESULT_EXCEPTION);
        CHECK_EQUAL(write_msr(X2APIC(X2_ID), 0), GHCB_RESULT_EXCEPTION);
        CHECK_EQUAL(write_msr(X2APIC(X2_ICR), 1 << 13), GHCB_RESULT_EXCEPTION);
}

void test_main(void)
{
        port_access(0x21, 0, 0xff);
        port_access(0xa1, 0, 0xff);
        count_vectors();
        start_x2apic();
        CHECK_EQUAL(get_msr(X2APIC(X2_ID)), 0);
        CHECK_EQUAL(get_msr(X2APIC(X2_LDR)), 1);
        to_itself();

        start_vcpu(1, spare_page(1), on_vcpu1);
        wait_until(&up, 2);
        send(1, 0x51);
        wait_until(&taken_count, 3);
        CHECK_EQUAL(get_msr(X2APIC(X2_ICR)), UINT64_C(1) << 32 | 0x51);
        send(2, ICR_TO_LOGIC | 0x61);
        wait_until(&taken_count, 4);
        send(0, ICR_TO_OTHERS | 0x71);
        wait_until(&taken_count, 5);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 5);
        CHECK_EQUAL(taken[4], 0x71);
        leave = 1;
}
