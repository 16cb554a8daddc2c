/*
 * tests/unit/kernel/test_gates.c - where exceptions are pushed: on a stack of the vCPU's own area, wherever RSP was. And
 * whose pages a fixup may forgive.
 */
#include "tests/unit/kernel/test.h"

#include "kernel/cpu/area.h"
#include "kernel/cpu/gates.h"

#define STUBS UINT64_C(0xffffffff80003450)

static struct gate idt[VECTORS];

static int set_up(void **state)
{
        (void)state;
        memset(idt, 0, sizeof(idt));
        gates_fill(idt, STUBS);
        return 0;
}

static unsigned int ist_of(unsigned int vector)
{
        return idt[vector].low >> 32 & 7;
}

static void no_gate_has_ist_0(void **state)
{
        (void)state;
        for (unsigned int vector = 0; vector < VECTORS; vector++) {
                assert_int_not_equal(ist_of(vector), 0);
                assert_in_range(ist_of(vector), 1, IST_COUNT);
                assert_int_equal(ist_of(vector), exception_stack(vector));
        }
}

static void double_fault_nmi_and_vc_have_stacks_that_no_other_vector_has(void **state)
{
        static const unsigned int own[] = { VECTOR_DF, VECTOR_NMI, VECTOR_VC };

        (void)state;
        for (unsigned int i = 0; i < sizeof(own) / sizeof(own[0]); i++)
                for (unsigned int vector = 0; vector < VECTORS; vector++)
                        if (vector != own[i])
                                assert_int_not_equal(ist_of(vector), ist_of(own[i]));
}

static void every_gate_is_an_interrupt_gate_of_the_kernel_for_its_stub(void **state)
{
        (void)state;
        for (unsigned int vector = 0; vector < VECTORS; vector++) {
                uint64_t low = idt[vector].low;

                assert_int_equal((low & 0xffff) | low >> 48 << 16 | idt[vector].high << 32,
                                 STUBS + vector * STUB_SIZE);
                assert_int_equal(low >> 16 & 0xffff, SELECTOR_KERNEL_CODE);
                assert_int_equal(low >> 40 & 0xff, 0x8e);
        }
}

static void interrupts_share_a_stack_that_no_exception_has(void **state)
{
        (void)state;
        for (unsigned int vector = 0; vector < VECTORS; vector++)
                assert_int_equal(ist_of(vector) == IST_INTR, vector >= 32);
}

/* Found as cpu_current() finds it, from an RSP in the stack. */
static unsigned int vcpu_of(uint64_t rsp)
{
        return (unsigned int)((rsp - VCPU_AREAS) / VCPU_AREA_SIZE);
}

static void every_stack_is_a_page_of_the_vcpus_own_area(void **state)
{
        struct task_state tss;

        (void)state;
        for (unsigned int vcpu = 0; vcpu < MAX_VCPUS; vcpu++) {
                task_state_fill(&tss, vcpu);
                for (unsigned int i = 0; i < IST_COUNT; i++) {
                        assert_int_equal(tss.ist[i] % PAGE_SIZE, 0);
                        assert_int_equal(vcpu_of(tss.ist[i] - 1), vcpu);
                        for (unsigned int other = 0; other < i; other++)
                                assert_int_not_equal(tss.ist[i], tss.ist[other]);
                }
                assert_int_equal(tss.io_map, sizeof(tss));
        }
}

static void a_fixup_forgives_faults_in_the_vcpus_windows_only(void **state)
{
        uint64_t window = vcpu_page(3, VCPU_PAGE_WINDOW);
        uint64_t large = vcpu_page(3, 0) + VCPU_WINDOW_LARGE;

        (void)state;
        assert_true(window_has(3, window));
        assert_true(window_has(3, window + PAGE_SIZE - 1));
        assert_false(window_has(3, window - 1));
        assert_false(window_has(3, window + PAGE_SIZE));
        assert_true(window_has(3, large));
        assert_true(window_has(3, large + LARGE_PAGE_SIZE - 1));
        assert_false(window_has(3, large - 1));
        assert_false(window_has(3, large + LARGE_PAGE_SIZE));
        assert_false(window_has(2, window));
        assert_false(window_has(3, DIRECT_MAP + 0x37000000));
        assert_false(window_has(3, vcpu_page(3, VCPU_PAGE_STACK)));
        assert_false(window_has(3, 0));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(no_gate_has_ist_0, set_up),
                cmocka_unit_test_setup(double_fault_nmi_and_vc_have_stacks_that_no_other_vector_has,
                                       set_up),
                cmocka_unit_test_setup(interrupts_share_a_stack_that_no_exception_has, set_up),
                cmocka_unit_test_setup(every_gate_is_an_interrupt_gate_of_the_kernel_for_its_stub,
                                       set_up),
                cmocka_unit_test(every_stack_is_a_page_of_the_vcpus_own_area),
                cmocka_unit_test(a_fixup_forgives_faults_in_the_vcpus_windows_only),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
