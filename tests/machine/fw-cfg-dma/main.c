/*
 * fw_cfg's DMA interface (QEMU docs/specs/fw_cfg.rst, "Guest-side DMA Interface") reaches shared
 * memory alone, as every device of a confidential machine (docs/boot.md, "Host interfaces"):
 * reading, skipping and selecting work there; data in private memory, in softsnp's or where there
 * is no memory is refused with the error bit; a request that is not in shared memory is not looked
 * at; nothing can be written.
 *
 * Broken on purpose by taking any memory for the data in do_operation(): VMPL0's page is written.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define PORT_KEY       0x510
#define PORT_DATA      0x511
#define PORT_DMA       0x514
#define KEY_SIGNATURE  0x00 /* QEMU's own, "QEMU" */
#define KEY_ID         0x01
#define KEY_DIRECTORY  0x19
#define CONTROL_ERROR  0x01u
#define CONTROL_READ   0x02u
#define CONTROL_SKIP   0x04u
#define CONTROL_SELECT 0x08u
#define CONTROL_WRITE  0x10u
#define SELECT(key)    ((uint32_t)(key) << 16 | CONTROL_SELECT)

#define SOFTSNP_PAGE  UINT64_C(0x38100000)
#define SOFTSNP_END   UINT64_C(0x40000000)
#define LOCAL_APIC    UINT64_C(0xfee00000)
#define VIDEO_MEMORY  UINT64_C(0xa0000)
#define PATTERN       0x5a
#define DATA_OFFSET   0x100
#define DIRECTORY_LEN 1024

struct access {
        uint32_t control, length;
        uint64_t address;
};

static uint64_t shared_page;  /* the request, and data at DATA_OFFSET */
static uint64_t private_page; /* behind it */

static uint8_t *shared_data(void)
{
        return (uint8_t *)shared_view(shared_page) + DATA_OFFSET;
}

static void start(uint64_t request)
{
        port_io(PORT_DMA, IOIO_SIZE_32, __builtin_bswap32((uint32_t)(request >> 32)));
        port_io(PORT_DMA + 4, IOIO_SIZE_32, __builtin_bswap32((uint32_t)request));
}

static void fill(volatile struct access *access, uint32_t control, uint32_t length,
                 uint64_t address)
{
        access->control = __builtin_bswap32(control);
        access->length = __builtin_bswap32(length);
        access->address = __builtin_bswap64(address);
}

/* A request in shared memory; what is in its control field afterwards. */
static uint32_t dma(uint32_t control, uint32_t length, uint64_t address)
{
        volatile struct access *access = shared_view(shared_page);

        fill(access, control, length, address);
        start(shared_page);
        return __builtin_bswap32(access->control);
}

static uint32_t word(const uint8_t *at)
{
        uint32_t value;

        memcpy(&value, at, sizeof(value));
        return value;
}

static bool all_are(const uint8_t *bytes, size_t count, uint8_t value)
{
        for (size_t i = 0; i < count; i++)
                if (bytes[i] != value)
                        return false;
        return true;
}

static void check_offered(void)
{
        CHECK_EQUAL(port_io(PORT_DMA, IOIO_SIZE_32 | IOIO_IN, 0), 0x554d4551);
        CHECK_EQUAL(port_io(PORT_DMA + 4, IOIO_SIZE_32 | IOIO_IN, 0), 0x47464320);
        CHECK_EQUAL(dma(SELECT(KEY_ID) | CONTROL_READ, 4, shared_page + DATA_OFFSET), 0);
        CHECK_EQUAL(word(shared_data()), 3);
}

/* Of QEMU's own keys: all at once, in pieces, and by port after DMA. */
static void check_device_key(void)
{
        uint64_t data = shared_page + DATA_OFFSET;

        memset(shared_data(), PATTERN, 16);
        CHECK_EQUAL(dma(SELECT(KEY_SIGNATURE) | CONTROL_READ, 4, data), 0);
        CHECK_EQUAL(word(shared_data()), 0x554d4551);
        CHECK_EQUAL(word(shared_data() + 4), 0x5a5a5a5a);

        CHECK_EQUAL(dma(SELECT(KEY_SIGNATURE), 0, 0), 0);
        CHECK_EQUAL(dma(CONTROL_SKIP, 2, 0), 0);
        CHECK_EQUAL(dma(CONTROL_READ, 1, data), 0);
        CHECK_EQUAL(shared_data()[0], 'M');
        CHECK_EQUAL((uint8_t)port_io(PORT_DATA, IOIO_SIZE_8 | IOIO_IN, 0), 'U');
        CHECK_EQUAL(dma(CONTROL_READ, 4, data), 0);
        CHECK_EQUAL(word(shared_data()), 0);
}

/* A key that softsnp answers reads the same by DMA and by port, and over the end of it zeros. */
static void check_filtered_key(void)
{
        uint64_t data = shared_page + DATA_OFFSET;
        const uint8_t *bytes = shared_data();

        CHECK_EQUAL(dma(SELECT(KEY_DIRECTORY) | CONTROL_READ, DIRECTORY_LEN, data), 0);
        CHECK(word(bytes) != 0);
        port_io(PORT_KEY, IOIO_SIZE_16, KEY_DIRECTORY);
        for (size_t i = 0; i < 128; i++)
                CHECK_EQUAL((uint8_t)port_io(PORT_DATA, IOIO_SIZE_8 | IOIO_IN, 0), bytes[i]);
        CHECK_EQUAL(dma(CONTROL_SKIP, UINT32_MAX, 0), 0);
        CHECK_EQUAL(dma(CONTROL_READ, 16, data), 0);
        CHECK(all_are(bytes, 16, 0));
}

static void check_refused(const char *what, uint64_t address, uint32_t length)
{
        uint32_t from_device = dma(SELECT(KEY_SIGNATURE) | CONTROL_READ, length, address);
        uint32_t from_softsnp = dma(SELECT(KEY_DIRECTORY) | CONTROL_READ, length, address);

        test_check(from_device == CONTROL_ERROR, "%s: control is %x", what, from_device);
        test_check(from_softsnp == CONTROL_ERROR, "%s: control is %x", what, from_softsnp);
}

static void check_data_elsewhere(void)
{
        memset(private_view(private_page), PATTERN, PAGE_SIZE);
        memset(shared_data(), PATTERN, PAGE_SIZE - DATA_OFFSET);
        check_refused("private memory", private_page, PAGE_SIZE);
        check_refused("shared memory, then private", private_page - 8, 16);
        CHECK(all_are(private_view(private_page), PAGE_SIZE, PATTERN));
        CHECK(all_are(shared_data(), PAGE_SIZE - DATA_OFFSET, PATTERN));
        check_refused("softsnp's memory", SOFTSNP_PAGE, 16);
        check_refused("softsnp's last bytes", SOFTSNP_END - 8, 8);
        check_refused("a device", LOCAL_APIC, 16);
        check_refused("video memory", VIDEO_MEMORY, 16);
        check_refused("the end of addresses", UINT64_MAX - 7, 16);
        check_refused("more than there is", shared_page, UINT32_MAX);
}

/* The first half of the request is shared memory, the second private. */
static void check_request_across(uint32_t control, uint64_t data)
{
        uint64_t at = private_page - offsetof(struct access, address);
        volatile struct access *first = shared_view(at);
        volatile struct access *second = private_view(at);

        first->control = __builtin_bswap32(control);
        first->length = __builtin_bswap32(4);
        second->address = __builtin_bswap64(data);
        start(at);
        CHECK_EQUAL(first->control, __builtin_bswap32(control));
}

/* It answers nothing and does nothing; the shared data is what it would have written. */
static void check_request_elsewhere(void)
{
        uint64_t data = shared_page + DATA_OFFSET;
        volatile struct access *access = private_view(private_page);
        uint32_t control = SELECT(KEY_SIGNATURE) | CONTROL_READ;

        memset(shared_data(), PATTERN, 16);
        fill(access, control, 4, data);
        start(private_page);
        CHECK_EQUAL(access->control, __builtin_bswap32(control));
        check_request_across(control, data);
        start(SOFTSNP_PAGE);
        start(LOCAL_APIC);
        start(UINT64_MAX - 7);
        CHECK(all_are(shared_data(), 16, PATTERN));
}

static void check_writes(void)
{
        uint64_t data = shared_page + DATA_OFFSET;

        CHECK_EQUAL(dma(SELECT(KEY_SIGNATURE) | CONTROL_WRITE, 4, data), CONTROL_ERROR);
        CHECK_EQUAL(dma(SELECT(KEY_DIRECTORY) | CONTROL_WRITE, 4, data), CONTROL_ERROR);
        CHECK_EQUAL(dma(SELECT(KEY_DIRECTORY) | CONTROL_READ, 4, data), 0);
        CHECK(word(shared_data()) != 0);
}

void test_main(void)
{
        shared_page = spare_page(1);
        private_page = spare_page(2);
        give_away(shared_page);
        make_private(private_page);

        check_offered();
        check_device_key();
        check_filtered_key();
        check_data_elsewhere();
        check_request_elsewhere();
        check_writes();
}
