/*
 * INS and OUTS go through a buffer in shared memory that the scratch field names: as many elements
 * as exit_info2 says, of the size in exit_info1 (GHCB 2.0, "IOIO_PROT"; Linux
 * arch/x86/coco/sev/vc-shared.c, vc_handle_ioio()). A buffer in private memory is refused, and by
 * version 2 of the protocol every one that is not in the GHCB's page (KVM svm/sev.c,
 * setup_vmgexit_scratch()).
 *
 * Broken on purpose by taking a buffer anywhere in shared memory.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define UART_SCRATCH 0x2ff /* of the channel's UART */
#define FW_CFG_KEY   0x510
#define FW_CFG_DATA  0x511

static void submit(uint64_t port, uint64_t flags, uint64_t count, uint64_t buffer)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, scratch, buffer);
        ghcb_event(ghcb, GHCB_EVENT_IOIO,
                   port << IOIO_PORT_SHIFT | flags | IOIO_STRING | IOIO_REP | IOIO_ADDRESS_64,
                   count);
}

static uint64_t port_read(uint64_t port)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        ghcb_event(ghcb, GHCB_EVENT_IOIO, port << IOIO_PORT_SHIFT | IOIO_SIZE_8 | IOIO_IN, 0);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_OK);
        return ghcb->rax;
}

void test_main(void)
{
        struct ghcb *ghcb = test_ghcb();
        uint64_t buffer = test_ghcb_address() + offsetof(struct ghcb, shared_buffer);
        static const uint8_t bytes[] = { 0x11, 0x22, 0x33 };

        memcpy(ghcb->shared_buffer, bytes, sizeof(bytes));
        submit(UART_SCRATCH, IOIO_SIZE_8, sizeof(bytes), buffer);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_OK);
        CHECK_EQUAL(port_read(UART_SCRATCH), 0x33);

        /* Key 0 of fw_cfg reads as "QEMU". The key is one element of two bytes. */
        memset(ghcb->shared_buffer, 0, 8);
        submit(FW_CFG_KEY, IOIO_SIZE_16, 1, buffer);
        submit(FW_CFG_DATA, IOIO_SIZE_8 | IOIO_IN, 4, buffer);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_OK);
        CHECK_EQUAL(*(uint64_t *)(void *)ghcb->shared_buffer, 0x554d4551);

        submit(UART_SCRATCH, IOIO_SIZE_8, sizeof(bytes), physical_of(bytes));
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(ghcb->exit_info2, GHCB_ERROR_INVALID_SCRATCH);

        buffer = spare_page(0);
        give_away(buffer);
        submit(UART_SCRATCH, IOIO_SIZE_8, sizeof(bytes), buffer);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(ghcb->exit_info2, GHCB_ERROR_INVALID_SCRATCH);
        submit(UART_SCRATCH, IOIO_SIZE_8, sizeof(bytes),
               test_ghcb_address() + sizeof(struct ghcb) - sizeof(uint16_t));
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(ghcb->exit_info2, GHCB_ERROR_INVALID_SCRATCH);
}
