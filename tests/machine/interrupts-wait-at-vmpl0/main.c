/*
 * Interrupts are the guest's below VMPL0: while VMPL0 runs they wait, even if it enables them, and
 * VMPL2 takes them as soon as it runs with IF set (docs/softsnp.md, "What is real and what is
 * emulated": they go through the guest's own IDT).
 *
 * Broken on purpose by not masking them by the host's IF at VMPL0 (V_INTR_MASKING): VMPL0 takes the
 * interrupt.
 */
#include "tests/machine/runtime/test.h"

#define ICR_LOW  UINT64_C(0xfee00300)
#define TO_SELF  (1u << 18)
#define SPURIOUS UINT64_C(0xfee000f0)
#define ENABLE   0x1ff

static unsigned int taken_at_vmpl2;

/* The firmware left the PIT running; its interrupts are not what is counted. */
static void mask_pic(void)
{
        port_access(0x21, 0, 0xff);
        port_access(0xa1, 0, 0xff);
}

static void enable_interrupts(void)
{
        __asm__ volatile("sti\n\tnop\n\tnop\n\tcli" : : : "memory");
}

static void at_vmpl2(void)
{
        enable_interrupts();
        taken_at_vmpl2 = interrupts_taken;
}

void test_main(void)
{
        mask_pic();
        mmio_write(SPURIOUS, ENABLE);
        mmio_write(ICR_LOW, TO_SELF | TEST_INTERRUPT);
        enable_interrupts();
        CHECK_EQUAL(interrupts_taken, 0);
        run_at_vmpl2(at_vmpl2);
        CHECK_EQUAL(taken_at_vmpl2, 1);
}
