/*
 * MMIO through the GHCB (GHCB 2.0, "MMIO Access"; Linux arch/x86/coco/sev/core.c, vc_do_mmio())
 * reaches device registers by 1 to 8 bytes, and nothing else: an address in memory is refused, or a
 * guest would read and write another VMPL's pages with it.
 *
 * Broken on purpose by taking memory for a device in is_device(): VMPL0's page is read and written.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define APIC_VERSION      UINT64_C(0xfee00030)
#define APIC_TPR          UINT64_C(0xfee00080)
#define HPET_CAPABILITIES UINT64_C(0xfed00000)
#define VENDOR_INTEL      0x8086

static bool submit(uint64_t event, uint64_t address, uint64_t size)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, scratch, test_ghcb_address() + offsetof(struct ghcb, shared_buffer));
        ghcb_event(ghcb, event, address, size);
        return (uint32_t)ghcb->exit_info1 == GHCB_RESULT_OK;
}

static uint64_t mmio_read(uint64_t address, uint64_t size)
{
        uint64_t *buffer = (uint64_t *)(void *)test_ghcb()->shared_buffer;

        *buffer = 0;
        CHECK(submit(GHCB_EVENT_MMIO_READ, address, size));
        return *buffer;
}

static void check_refused(uint64_t address)
{
        CHECK(!submit(GHCB_EVENT_MMIO_READ, address, 8));
        CHECK(!submit(GHCB_EVENT_MMIO_WRITE, address, 8));
}

void test_main(void)
{
        uint64_t page = spare_page(0);
        volatile uint64_t *mine = private_view(page);

        CHECK_EQUAL(mmio_read(APIC_VERSION, 4) & 0xf0, 0x10); /* an integrated APIC: 0x1X */
        CHECK_EQUAL(mmio_read(HPET_CAPABILITIES, 8) >> 16 & 0xffff, VENDOR_INTEL);

        *(uint64_t *)(void *)test_ghcb()->shared_buffer = 0x20;
        CHECK(submit(GHCB_EVENT_MMIO_WRITE, APIC_TPR, 4));
        CHECK_EQUAL(mmio_read(APIC_TPR, 4), 0x20);

        make_private(page);
        *mine = 0x1234;
        check_refused(page);
        CHECK_EQUAL(*mine, 0x1234);
        check_refused(page - 4);
        CHECK(!submit(GHCB_EVENT_MMIO_READ, APIC_VERSION, 3));
}
