/*
 * In xAPIC mode the registers are in the APIC's page; a vCPU starts in it. In x2APIC mode, and switched off, there is nothing: ones are
 * read and writes ignored (apic_mmio_read(), apic_mmio_write() and KVM_X86_QUIRK_LAPIC_MMIO_HOLE, Linux arch/x86/kvm/lapic.c).
 *
 * Broken on purpose by a page that is there in every mode.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define APIC(number) (UINT64_C(0xfee00000) + 16 * (number))

void test_main(void)
{
        CHECK_EQUAL(mmio_read(APIC(X2_VERSION)), 0x50014);
        CHECK_EQUAL(mmio_read(APIC(X2_SVR)), 0xff);
        mmio_write(APIC(X2_SVR), SVR_ENABLED);
        mmio_write(APIC(X2_TPR), 0x35);
        CHECK_EQUAL(mmio_read(APIC(X2_TPR)), 0x35);
        CHECK_EQUAL(mmio_read(APIC(X2_PPR)), 0x35);
        mmio_write(APIC(X2_ICR) + 16, 0x01000000);
        CHECK_EQUAL(mmio_read(APIC(X2_ICR) + 16), 0x01000000);
        /* There is no such register. */
        CHECK_EQUAL(mmio_read(APIC(0)), 0);
        /* Registers are no MSRs yet. */
        CHECK_EQUAL(write_msr(X2APIC(X2_TPR), 0x45), GHCB_RESULT_EXCEPTION);

        start_x2apic();
        CHECK_EQUAL(mmio_read(APIC(X2_TPR)), 0xffffffff);
        mmio_write(APIC(X2_TPR), 0x55);
        CHECK_EQUAL(get_msr(X2APIC(X2_TPR)), 0x35);

        set_msr(MSR_APIC_BASE, 0xfee00100);
        CHECK_EQUAL(mmio_read(APIC(X2_TPR)), 0xffffffff);
}
