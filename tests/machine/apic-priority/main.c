/*
 * Of several interrupts the highest vector comes first; one in service holds back those of its class and below until its EOI; the TPR does
 * too, in the register and as CR8; an APIC that software has disabled takes none, and vectors below 16 are never delivered (APM vol. 2,
 * section 16.6; __apic_update_ppr(), apic_has_interrupt_for_ppr() in Linux arch/x86/kvm/lapic.c).
 *
 * Broken on purpose by an EOI that ends nothing.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

static void send(unsigned int vector)
{
        set_msr(X2APIC(X2_SELF_IPI), vector);
}

static void eoi(void)
{
        set_msr(X2APIC(X2_EOI), 0);
}

static void set_cr8(uint64_t value)
{
        __asm__ volatile("mov %0, %%cr8" : : "r"(value) : "memory");
}

static void in_order(void)
{
        send(0x44);
        send(0x54);
        send(0x45);
        CHECK_EQUAL(taken_count, 0);
        CHECK_EQUAL(get_msr(X2APIC(X2_IRR) + 2), 1 << 20 | 1 << 4 | 1 << 5);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], 0x54);
        CHECK_EQUAL(get_msr(X2APIC(X2_ISR) + 2), 1 << 20);
        CHECK_EQUAL(get_msr(X2APIC(X2_PPR)), 0x50);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 1);
        eoi();
        allow_interrupts();
        CHECK_EQUAL(taken_count, 2);
        CHECK_EQUAL(taken[1], 0x45);
        eoi();
        allow_interrupts();
        eoi();
        CHECK_EQUAL(taken_count, 3);
        CHECK_EQUAL(taken[2], 0x44);
        CHECK_EQUAL(get_msr(X2APIC(X2_ISR) + 2), 0);
}

/* @held is of the class that the priority has, @above of the next. */
static void by_task_priority(void)
{
        unsigned int before = taken_count;

        send(0x46);
        set_cr8(4);
        allow_interrupts();
        CHECK_EQUAL(taken_count, before);
        CHECK_EQUAL(get_msr(X2APIC(X2_TPR)), 0x40);
        send(0x56);
        allow_interrupts();
        CHECK_EQUAL(taken[before], 0x56);
        eoi();
        set_cr8(3);
        allow_interrupts();
        CHECK_EQUAL(taken_count, before + 2);
        CHECK_EQUAL(taken[before + 1], 0x46);
        eoi();
        set_msr(X2APIC(X2_TPR), 0x50);
        send(0x57);
        allow_interrupts();
        CHECK_EQUAL(taken_count, before + 2);
        set_msr(X2APIC(X2_TPR), 0);
        allow_interrupts();
        CHECK_EQUAL(taken_count, before + 3);
        eoi();
}

void test_main(void)
{
        unsigned int before;

        count_vectors();
        start_x2apic();
        in_order();
        by_task_priority();
        before = taken_count;
        send(14);
        allow_interrupts();
        CHECK_EQUAL(taken_count, before);
        set_msr(X2APIC(X2_SVR), 0xff);
        send(0x47);
        set_msr(X2APIC(X2_SVR), SVR_ENABLED);
        allow_interrupts();
        CHECK_EQUAL(taken_count, before);
}
