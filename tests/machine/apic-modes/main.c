/*
 * MSR_APIC_BASE: from x2APIC mode the way to xAPIC mode leads through off, and from off x2APIC mode is not reached at once; other bits are
 * reserved. Each VMPL has its own (kvm_apic_set_base(), Linux arch/x86/kvm/lapic.c). Registers of x2APIC mode that there are not, reserved
 * bits and writes of what is read only raise #GP (kvm_lapic_reg_write(), kvm_lapic_readable_reg_mask()).
 *
 * Broken on purpose by letting every mode follow every other.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define ON     UINT64_C(0xfee00900) /* the boot vCPU's, in xAPIC mode */
#define X2     UINT64_C(0xfee00d00)
#define OFF    UINT64_C(0xfee00100)
#define REFUSE GHCB_RESULT_EXCEPTION

static volatile uint64_t base_of_vmpl2;

static void at_vmpl2(void)
{
        use_ghcb(another_ghcb(page_of_vmpl2));
        base_of_vmpl2 = get_msr(MSR_APIC_BASE);
}

static void registers(void)
{
        uint64_t value;

        CHECK_EQUAL(get_msr(X2APIC(X2_VERSION)), 0x50014);
        CHECK_EQUAL(write_msr(X2APIC(X2_VERSION), 0), REFUSE);
        CHECK_EQUAL(write_msr(X2APIC(X2_ID), 0), REFUSE);
        CHECK_EQUAL(write_msr(X2APIC(X2_LDR), 0), REFUSE);
        CHECK_EQUAL(read_msr(X2APIC(X2_EOI), &value), REFUSE);
        CHECK_EQUAL(read_msr(X2APIC(0x0e), &value), REFUSE); /* DFR */
        CHECK_EQUAL(read_msr(X2APIC(0x31), &value), REFUSE); /* the upper half of the ICR */
        CHECK_EQUAL(read_msr(X2APIC(X2_SELF_IPI), &value), REFUSE);
        CHECK_EQUAL(write_msr(X2APIC(X2_SELF_IPI), 0x141), REFUSE);
        CHECK_EQUAL(write_msr(X2APIC(X2_ICR), 0x41 | 1 << 13), REFUSE);
        CHECK_EQUAL(write_msr(X2APIC(X2_TPR), UINT64_C(1) << 32), REFUSE);
        CHECK_EQUAL(read_msr(0x8ff, &value), REFUSE);
}

void test_main(void)
{
        page_of_vmpl2 = spare_page(3);
        CHECK_EQUAL(get_msr(MSR_APIC_BASE), ON);
        CHECK_EQUAL(write_msr(MSR_APIC_BASE, ON | 1), REFUSE);
        CHECK_EQUAL(write_msr(MSR_APIC_BASE, OFF | 0x400), REFUSE);
        set_msr(MSR_APIC_BASE, X2);
        CHECK_EQUAL(write_msr(MSR_APIC_BASE, ON), REFUSE);
        CHECK_EQUAL(get_msr(MSR_APIC_BASE), X2);
        registers();
        set_msr(MSR_APIC_BASE, OFF);
        CHECK_EQUAL(write_msr(MSR_APIC_BASE, X2), REFUSE);
        set_msr(MSR_APIC_BASE, ON);

        set_msr(MSR_APIC_BASE, X2);
        run_at_vmpl2(at_vmpl2);
        CHECK_EQUAL(base_of_vmpl2, ON);
}
