/*
 * Devices interrupt the device plane alone: while VMPL0 runs, which is another one, they wait, even if it enables interrupts; and
 * VMPL2 takes them as soon as it runs with IF set. VMPL0's own APIC is another one: its IPIs arrive (QEMU's option device-plane; KVM
 * with planes has an APIC for each).
 *
 * Broken on purpose by not masking the device plane's interrupts at VMPL0 (V_INTR_MASKING): VMPL0 takes them.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/apic.h"
#include "tests/machine/runtime/test.h"

#define APIC(number) (UINT64_C(0xfee00000) + 16 * (number))
#define ENABLE       0x1ff

static unsigned int taken_at_vmpl2;

/* The firmware left the PIT running; its interrupts are not what is counted. */
static void mask_pic(void)
{
        port_access(0x21, 0, 0xff);
        port_access(0xa1, 0, 0xff);
}

static void mmio_set(struct ghcb *page, uint64_t address, uint32_t value)
{
        memset(page->valid_bitmap, 0, sizeof(page->valid_bitmap));
        *(volatile uint32_t *)(void *)page->shared_buffer = value;
        GHCB_SET(page, scratch,
                 (uint64_t)page - (uint64_t)shared_view(0) + offsetof(struct ghcb, shared_buffer));
        ghcb_event(page, GHCB_EVENT_MMIO_WRITE, address, sizeof(value));
}

/* The APIC of VMPL2 is the CPU's, and this interrupt a device's as far as VMPL0 sees. */
static void send_at_vmpl2(void)
{
        struct ghcb *page = another_ghcb(page_of_vmpl2);

        mmio_set(page, APIC(X2_SVR), ENABLE);
        mmio_set(page, APIC(X2_ICR), ICR_TO_SELF | TEST_INTERRUPT);
}

static void take_at_vmpl2(void)
{
        allow_interrupts();
        taken_at_vmpl2 = interrupts_taken;
}

void test_main(void)
{
        page_of_vmpl2 = spare_page(3);
        mask_pic();
        run_at_vmpl2(send_at_vmpl2);
        allow_interrupts();
        CHECK_EQUAL(interrupts_taken, 0);

        count_vectors();
        mmio_write(APIC(X2_SVR), ENABLE);
        mmio_write(APIC(X2_ICR), ICR_TO_SELF | FIRST_VECTOR);
        allow_interrupts();
        CHECK_EQUAL(taken_count, 1);
        CHECK_EQUAL(taken[0], FIRST_VECTOR);
        CHECK_EQUAL(interrupts_taken, 0);

        run_at_vmpl2(take_at_vmpl2);
        CHECK_EQUAL(taken_at_vmpl2, 1);
}
