/*
 * #VC is delivered as any exception of long mode: on the interrupt stack that the gate names, at a
 * change of CPL on RSP0 of the TSS, else on the stack in use; the frame has CS and RSP of before,
 * and IRET goes back there (APM vol. 2, section 8.9). softsnp does it in software, so each of the
 * ways is its own.
 *
 * Broken on purpose by leaving RSP0 out of long_stack() in softsnp/svm/exception.c: the handler is
 * on CPL 3's stack.
 */
#include "tests/machine/runtime/test.h"

static struct test_fault below;
static uint64_t stack_below;

static void at_cpl3(void)
{
        __asm__ volatile("mov %%rsp, %0" : "=r"(stack_below));
        TRY("cpuid", : : "a"(0), "c"(0) : "rbx", "rdx", "r11", "memory");
        below = test_fault;
}

static void check_below(const char *what, uint64_t stack)
{
        test_fault = below;
        check_fault(what, VC(GHCB_EVENT_CPUID));
        CHECK_EQUAL(below.cs, 0x23);
        CHECK(below.rsp <= stack_below && stack_below - below.rsp < 256);
        CHECK_EQUAL(below.stack, stack);
}

static void check_here(const char *what)
{
        TRY("cpuid", : : "a"(0), "c"(0) : "rbx", "rdx", "r11", "memory");
        check_fault(what, VC(GHCB_EVENT_CPUID));
        CHECK_EQUAL(test_fault.cs, 0x08);
}

void test_main(void)
{
        load_tss();
        check_here("CPL 0");
        CHECK_EQUAL(test_fault.stack, test_fault.rsp & ~UINT64_C(15));

        run_at_cpl3(at_cpl3);
        check_below("CPL 3", rsp0_stack_end());

        set_gate_stack(VECTOR_VC, true);
        check_here("CPL 0, interrupt stack");
        CHECK_EQUAL(test_fault.stack, interrupt_stack_end());
        run_at_cpl3(at_cpl3);
        check_below("CPL 3, interrupt stack", interrupt_stack_end());
}
