/*
 * An interrupt for VMPL0 makes the vCPU run VMPL0, though VMPL2 has not asked for it: RUN_VMPL returns, and VMPL2 goes on when it is run
 * again. Nobody looks whether VMPL0 takes it: as long as it is pending VMPL2 does not get to run (kvm_check_plane0_events() in Linux with
 * planes, arch/x86/kvm/x86.c).
 *
 * Broken on purpose by letting VMPL2 run on.
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

static volatile unsigned int asked;

/* VMPL2 never ends, so this vCPU sees to it that VMPL0 runs. */
static void on_vcpu1(void)
{
        use_ghcb(another_ghcb(spare_page(2)));
        start_x2apic();
        for (unsigned int n = 0; n < 2; n++) {
                unsigned int before;

                while (asked != n + 1)
                        cpu_relax();
                before = rounds;
                while (rounds == before)
                        cpu_relax();
                set_msr(X2APIC(X2_ICR), 0x41 + 0x10 * n);
        }
}

static void run_vmpl2(void)
{
        asked++;
        enter_vmpl2();
}

void test_main(void)
{
        unsigned int before;

        count_vectors();
        start_x2apic();
        start_vcpu(1, spare_page(1), on_vcpu1);
        prepare_vmpl2(count);
        run_vmpl2();
        CHECK(rounds != 0);
        CHECK_EQUAL(taken_count, 0);

        /* Not taken: VMPL2 does not run. */
        before = rounds;
        enter_vmpl2();
        enter_vmpl2();
        CHECK_EQUAL(rounds, before);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 1);
        set_msr(X2APIC(X2_EOI), 0);

        run_vmpl2();
        CHECK(rounds != before);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 2);
}
