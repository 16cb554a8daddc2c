/*
 * Each vCPU reads its own ID, at every VMPL, in both modes: VMPL0 from its software APIC, VMPL2 from the CPU's own, of which softsnp
 * makes an x2APIC (kvm_lapic_set_base() and kvm_apic_set_x2apic_id(), Linux arch/x86/kvm/lapic.c). The logical ID is made of it.
 *
 * Broken on purpose by an ID of 0 for all.
 */
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define APIC_ID_ADDRESS UINT64_C(0xfee00020)

static volatile unsigned int done;
static volatile uint64_t id, logical, id_before, id_of_vmpl2;

static void on_vcpu1(void)
{
        use_ghcb(another_ghcb(spare_page(2)));
        id_before = mmio_read(APIC_ID_ADDRESS);
        start_x2apic();
        id = get_msr(X2APIC(X2_ID));
        logical = get_msr(X2APIC(X2_LDR));
        done = 1;
}

static void at_vmpl2(void)
{
        use_ghcb(another_ghcb(page_of_vmpl2));
        start_x2apic();
        id_of_vmpl2 = get_msr(X2APIC(X2_ID)) + 1;
}

void test_main(void)
{
        page_of_vmpl2 = spare_page(3);
        start_vcpu(1, spare_page(1), on_vcpu1);
        wait_until(&done, 1);
        CHECK_EQUAL(id_before, 1 << 24);
        CHECK_EQUAL(id, 1);
        CHECK_EQUAL(logical, 2);
        start_x2apic();
        CHECK_EQUAL(get_msr(X2APIC(X2_ID)), 0);
        CHECK_EQUAL(get_msr(X2APIC(X2_LDR)), 1);
        run_at_vmpl2(at_vmpl2);
        CHECK_EQUAL(id_of_vmpl2, 1);
}
