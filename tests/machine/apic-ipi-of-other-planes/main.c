/*
 * An interrupt that one VMPL sends stays there: each plane has its own APICs (irq.plane = apic->vcpu->plane in Linux with planes,
 * arch/x86/kvm/lapic.c). The device plane is VMPL1 here, so that VMPL0 and VMPL2 both have APICs in software.
 *
 * Broken on purpose by delivering to VMPL0's.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

static volatile unsigned int taken_at_vmpl2;

static void at_vmpl2(void)
{
        use_ghcb(another_ghcb(page_of_vmpl2));
        start_x2apic();
        set_msr(X2APIC(X2_ICR), ICR_TO_SELF | 0x41);
        allow_interrupts();
        taken_at_vmpl2 = taken_count;
}

void test_main(void)
{
        struct ghcb *own = test_ghcb();

        page_of_vmpl2 = spare_page(3);
        count_vectors();
        start_x2apic();
        run_at_vmpl2(at_vmpl2);
        use_ghcb(own);
        CHECK_EQUAL(taken_at_vmpl2, 1);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(get_msr(X2APIC(X2_IRR) + 2), 0);
}
