/*
 * VMPL0s send each other interrupts: to an ID, to a logical destination, to all, to all others; the one that runs takes them at once.
 * Lowest priority goes to one (kvm_apic_send_ipi(), kvm_apic_match_dest() in Linux arch/x86/kvm/lapic.c).
 *
 * Broken on purpose by sending nothing.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

static volatile unsigned int up, leave;

static void on_vcpu1(void)
{
        use_ghcb(another_ghcb(spare_page(2)));
        start_x2apic();
        up = 1;
        enable_interrupts();
        while (!leave)
                cpu_relax();
}

static void send(uint64_t destination, uint32_t command)
{
        set_msr(X2APIC(X2_ICR), destination << 32 | command);
}

/* The handlers do not acknowledge, so each vector is of a higher class than the last. */
void test_main(void)
{
        count_vectors();
        start_vcpu(1, spare_page(1), on_vcpu1);
        wait_until(&up, 1);
        start_x2apic();

        send(1, 0x41);
        wait_until(&taken_count, 1);
        CHECK_EQUAL(taken[0], 0x41);
        send(2, ICR_TO_LOGIC | 0x51);
        wait_until(&taken_count, 2);
        CHECK_EQUAL(taken[1], 0x51);
        send(0, ICR_TO_OTHERS | 0x61);
        wait_until(&taken_count, 3);
        CHECK_EQUAL(taken[2], 0x61);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 3);

        send(0, ICR_TO_ALL | 0x71);
        wait_until(&taken_count, 4);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 5);
        CHECK_EQUAL(taken[3], 0x71);
        CHECK_EQUAL(taken[4], 0x71);
        send(0, ICR_TO_SELF | 0x80);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 6);
        CHECK_EQUAL(taken[5], 0x80);
        CHECK_EQUAL(get_msr(X2APIC(X2_ICR)), ICR_TO_SELF | 0x80);
        /* Nobody has that ID. */
        send(77, 0x80);
        leave = 1;
}
