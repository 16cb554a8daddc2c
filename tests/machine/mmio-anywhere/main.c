/*
 * MMIO reaches devices wherever their registers are: firmware puts 64-bit BARs near the end of the physical addresses (OVMF,
 * PlatformInitLib, PlatformDynamicMmioWindow()), and KVM passes every address that is no memory to user space (x86.c,
 * kvm_sev_es_mmio_read()). What the CPU cannot address, or has the C-bit, is refused.
 *
 * The device: QEMU's ivshmem, which has memory behind its third BAR (`options`) and is moved about.
 *
 * Broken on purpose by ending MMIO at 512 GiB in is_device(): the BARs above are not reached.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc
#define DEVICE         (UINT64_C(1) << 31 | 5 << 11) /* bus 0, slot 5 */
#define COMMAND        0x04
#define COMMAND_MEMORY 0x2
#define BAR2_LOW       0x18
#define BAR2_HIGH      0x1c
#define ID             UINT64_C(0x11101af4) /* ivshmem */

static uint64_t config_read(uint64_t offset)
{
        (void)port_io(CONFIG_ADDRESS, IOIO_SIZE_32, DEVICE | offset);
        return port_io(CONFIG_DATA, IOIO_SIZE_32 | IOIO_IN, 0);
}

static void config_write(uint64_t offset, uint64_t value)
{
        (void)port_io(CONFIG_ADDRESS, IOIO_SIZE_32, DEVICE | offset);
        (void)port_io(CONFIG_DATA, IOIO_SIZE_32, value);
}

static bool submit(uint64_t event, uint64_t address)
{
        struct ghcb *ghcb = test_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, scratch, test_ghcb_address() + offsetof(struct ghcb, shared_buffer));
        ghcb_event(ghcb, event, address, 8);
        return (uint32_t)ghcb->exit_info1 == GHCB_RESULT_OK;
}

static void check_device_at(uint64_t base, uint64_t value)
{
        uint64_t *buffer = (uint64_t *)(void *)test_ghcb()->shared_buffer;

        config_write(COMMAND, 0);
        config_write(BAR2_LOW, base & 0xffffffff);
        config_write(BAR2_HIGH, base >> 32);
        config_write(COMMAND, COMMAND_MEMORY);
        *buffer = value;
        CHECK(submit(GHCB_EVENT_MMIO_WRITE, base + 0xffff8));
        *buffer = 0;
        CHECK(submit(GHCB_EVENT_MMIO_READ, base + 0xffff8));
        CHECK_EQUAL(*buffer, value);
}

extern uint32_t cbit_position;

void test_main(void)
{
        CHECK_EQUAL(config_read(0), ID);
        check_device_at(UINT64_C(0xc0000000), 1);
        check_device_at(UINT64_C(0x7fc0000000), 2);
        check_device_at(UINT64_C(0x8000000000), 3);
        check_device_at(UINT64_C(0x380000000000), 4);
        check_device_at(UINT64_C(0x38007ff00000), 5);
        check_device_at(UINT64_C(0x7fff00000000), 6);
        check_device_at(UINT64_C(0x380000000000), 7);
        CHECK(!submit(GHCB_EVENT_MMIO_READ, UINT64_C(1) << 52));
        CHECK(!submit(GHCB_EVENT_MMIO_READ, UINT64_C(1) << cbit_position | 0x380000000000));
}
