/*
 * The DMA interface of fw_cfg (QEMU docs/specs/fw_cfg.rst), if it is offered, reaches shared memory
 * alone: data for a private page is refused with the error bit, for softsnp's own memory too, and a
 * request in private memory is not looked at. Where it is not offered the register reads as ones.
 *
 * Broken on purpose by taking any memory for the data in do_operation(): VMPL0's page is written.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define PORT_KEY      0x510
#define PORT_DMA_HIGH 0x514
#define PORT_DMA_LOW  0x518
#define KEY_ID        1
#define ID_DMA        2
#define CONTROL_ERROR 1
#define CONTROL_READ  2
#define CONTROL_SEL   8 /* the key, 0, is in bits 31:16: it reads as "QEMU" */
#define MACHINE_PAGE  UINT64_C(0x38000000)

struct request {
        uint32_t control, length;
        uint64_t address;
};

static uint64_t io(uint64_t port, uint64_t flags, uint64_t value)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, value);
        ghcb_event(ghcb, GHCB_EVENT_IOIO, port << IOIO_PORT_SHIFT | flags, 0);
        CHECK_EQUAL((uint32_t)ghcb->exit_info1, GHCB_RESULT_OK);
        return ghcb->rax;
}

/* Reads four bytes of key 0 to @address, by a request at @at that is seen through @view. */
static uint32_t read_signature(volatile struct request *view, uint64_t at, uint64_t address)
{
        view->control = __builtin_bswap32(CONTROL_READ | CONTROL_SEL);
        view->length = __builtin_bswap32(4);
        view->address = __builtin_bswap64(address);
        io(PORT_DMA_HIGH, IOIO_SIZE_32, __builtin_bswap32((uint32_t)(at >> 32)));
        io(PORT_DMA_LOW, IOIO_SIZE_32, __builtin_bswap32((uint32_t)at));
        return __builtin_bswap32(view->control);
}

static bool is_offered(void)
{
        io(PORT_KEY, IOIO_SIZE_16, KEY_ID);
        return io(PORT_KEY + 1, IOIO_SIZE_8 | IOIO_IN, 0) & ID_DMA;
}

void test_main(void)
{
        uint64_t shared = spare_page(0);
        uint64_t private = spare_page(1);
        volatile uint32_t *mine = private_view(private);

        if (!is_offered()) {
                CHECK_EQUAL(io(PORT_DMA_HIGH, IOIO_SIZE_32 | IOIO_IN, 0), UINT32_MAX);
                return;
        }
        give_away(shared);
        make_private(private);
        CHECK_EQUAL(read_signature(shared_view(shared), shared, shared + 64), 0);
        CHECK_EQUAL(*(volatile uint32_t *)shared_view(shared + 64), 0x554d4551);

        *mine = 0x1234;
        CHECK_EQUAL(read_signature(shared_view(shared), shared, private), CONTROL_ERROR);
        CHECK_EQUAL(*mine, 0x1234);
        CHECK_EQUAL(read_signature(shared_view(shared), shared, MACHINE_PAGE), CONTROL_ERROR);
        CHECK_EQUAL(read_signature(private_view(private), private, shared + 64),
                    CONTROL_READ | CONTROL_SEL);
}
