/*
 * Where devices belong to VMPL0 though VMPL2 runs, an interrupt of theirs brings VMPL0 back unasked, whether VMPL2 has interrupts on or not
 * (QEMU without device-plane=2; kvm_check_plane0_events() in Linux with planes, arch/x86/kvm/x86.c).
 *
 * Broken on purpose by letting it wait.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

static volatile unsigned int rounds;

static void count(void)
{
        for (;;) {
                rounds++;
                cpu_relax();
        }
}

#define APIC(number) (UINT64_C(0xfee00000) + 16 * (number))
#define SOON         1000000

void test_main(void)
{
        port_access(0x21, 0, 0xff);
        port_access(0xa1, 0, 0xff);
        count_vectors();
        mmio_write(APIC(X2_SVR), SVR_ENABLED);
        prepare_vmpl2(count);
        mmio_write(APIC(X2_LVT_TIMER), 0x41);
        mmio_write(APIC(X2_INITIAL_COUNT), SOON);
        enter_vmpl2();
        CHECK_EQUAL(taken_count, 0);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], 0x41);
        mmio_write(APIC(X2_EOI), 0);
        /* A slow machine may come to VMPL2 only after the interrupt. */
        for (uint32_t count = SOON; rounds == 0; count *= 2) {
                unsigned int before = taken_count;

                mmio_write(APIC(X2_INITIAL_COUNT), count);
                enter_vmpl2();
                allow_interrupts();
                CHECK_EQUAL(taken_count, before + 1);
                mmio_write(APIC(X2_EOI), 0);
        }
}
