/*
 * A VMPL that is not the device plane's sleeps in HLT until an interrupt comes that it may take, or an NMI; an interrupt alone does not wake
 * it while RFLAGS.IF is clear (kvm_vcpu_has_events(), Linux arch/x86/kvm/x86.c).
 *
 * Broken on purpose by a HLT that any interrupt ends.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define SHORT 20 /* milliseconds in which a vCPU that is awake would have gone on */

static volatile unsigned int step;

static void on_vcpu1(void)
{
        use_ghcb(another_ghcb(spare_page(2)));
        start_x2apic();
        step = 1;
        wait_for_interrupt();
        step = 2;
        __asm__ volatile("hlt");
        step = 3;
}

static void send(uint32_t command)
{
        set_msr(X2APIC(X2_ICR), UINT64_C(1) << 32 | command);
}

void test_main(void)
{
        count_vectors();
        start_vcpu(1, spare_page(1), on_vcpu1);
        wait_until(&step, 1);
        CHECK(!changes_from(&step, 1, SHORT));
        start_x2apic();
        send(0x41);
        wait_until(&step, 2);
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], 0x41);

        send(0x51);
        CHECK(!changes_from(&step, 2, SHORT));
        send(ICR_NMI);
        wait_until(&step, 3);
        CHECK_EQUAL(taken_count, 2);
        CHECK_EQUAL(taken[1], VECTOR_NMI);
}
