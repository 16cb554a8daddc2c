/*
 * Where VMPL0 is the device plane, as for a guest without an SVSM, the CPU's own APIC is its: interrupts of the APIC's timer and IPIs come
 * through its IDT as soon as IF allows, HLT sleeps until one comes, and an NMI reaches it; the next NMI waits until the guest has said that
 * the first is handled (SVM_VMGEXIT_NMI_COMPLETE, Linux arch/x86/kvm/svm/sev.c).
 *
 * Broken on purpose by masking VMPL0's interrupts as other planes'.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define APIC(number) (UINT64_C(0xfee00000) + 16 * (number))
#define VECTOR       0x48
#define SOON         100000

static void eoi(void)
{
        mmio_write(APIC(X2_EOI), 0);
}

static void nmis(void)
{
        struct ghcb *ghcb = test_ghcb();

        taken_count = 0;
        mmio_write(APIC(X2_ICR), ICR_TO_SELF | ICR_NMI);
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], VECTOR_NMI);
        mmio_write(APIC(X2_ICR), ICR_TO_SELF | ICR_NMI);
        CHECK_EQUAL(taken_count, 1);
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        ghcb_event(ghcb, GHCB_EVENT_NMI_COMPLETE, 0, 0);
        CHECK_EQUAL(taken_count, 2);
}

void test_main(void)
{
        port_access(0x21, 0, 0xff);
        port_access(0xa1, 0, 0xff);
        count_vectors();
        mmio_write(APIC(X2_SVR), SVR_ENABLED);
        mmio_write(APIC(X2_ICR), ICR_TO_SELF | 0x41);
        CHECK_EQUAL(taken_count, 0);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], 0x41);
        eoi();

        mmio_write(APIC(X2_LVT_TIMER), VECTOR);
        mmio_write(APIC(X2_INITIAL_COUNT), SOON);
        wait_for_interrupt();
        CHECK_EQUAL(taken_count, 2);
        CHECK_EQUAL(taken[1], VECTOR);
        eoi();
        nmis();
}
