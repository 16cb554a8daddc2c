/* tests/unit/softsnp/test_fw_cfg_dma.c - the configuration device's DMA register and requests. */
#include "tests/unit/softsnp/test.h"

#include "softsnp/host/fw_cfg_dma.h"

/* A request as its bytes lie in memory. */
static struct fw_cfg_dma_request decode(const uint8_t bytes[16])
{
        struct fw_cfg_dma_access access;

        memcpy(&access, bytes, sizeof(access));
        return fw_cfg_dma_decode(&access);
}

static enum fw_cfg_dma_operation operation(uint8_t control)
{
        return decode((const uint8_t[16]){ 0, 0, 0, control }).operation;
}

static void a_request_is_big_endian(void **state)
{
        struct fw_cfg_dma_request request = decode((const uint8_t[16]){
                0x12, 0x34, 0, 0x0a, 0, 0x10, 0x20, 0x30, 1, 2, 3, 4, 5, 6, 7, 8 });

        (void)state;
        assert_int_equal(request.operation, FW_CFG_DMA_DOES_READ);
        assert_true(request.selects);
        assert_int_equal(request.key, 0x1234);
        assert_int_equal(request.length, 0x102030);
        assert_int_equal(request.address, 0x0102030405060708);
}

static void read_comes_before_write_before_skip(void **state)
{
        (void)state;
        assert_int_equal(operation(0x16), FW_CFG_DMA_DOES_READ);
        assert_int_equal(operation(0x14), FW_CFG_DMA_DOES_WRITE);
        assert_int_equal(operation(0x04), FW_CFG_DMA_DOES_SKIP);
        assert_int_equal(operation(0x01), FW_CFG_DMA_DOES_NOTHING);
}

static void selecting_alone_moves_nothing(void **state)
{
        struct fw_cfg_dma_request request =
                decode((const uint8_t[16]){ 0, 0x19, 0, 0x08, 0, 0, 0, 9 });

        (void)state;
        assert_true(request.selects);
        assert_int_equal(request.operation, FW_CFG_DMA_DOES_NOTHING);
        assert_int_equal(request.length, 0);
}

static void a_key_counts_only_with_select(void **state)
{
        (void)state;
        assert_false(decode((const uint8_t[16]){ 0, 0x19, 0, 0x02 }).selects);
}

static void the_low_half_starts(void **state)
{
        uint64_t address_register = 0;
        uint64_t request = 0;

        (void)state;
        assert_false(fw_cfg_dma_write(&address_register, 0, 4, 0x04030201, &request));
        assert_true(fw_cfg_dma_write(&address_register, 4, 4, 0x08070605, &request));
        assert_int_equal(request, 0x0102030405060708);
}

static void the_register_is_zero_after_a_request(void **state)
{
        uint64_t address_register = 0x100000000;
        uint64_t request = 0;

        (void)state;
        assert_true(fw_cfg_dma_write(&address_register, 4, 4, 0x00100000, &request));
        assert_int_equal(request, 0x100001000);
        assert_true(fw_cfg_dma_write(&address_register, 4, 4, 0x00200000, &request));
        assert_int_equal(request, 0x2000);
}

static void other_writes_change_nothing(void **state)
{
        uint64_t address_register = 0x100000000;
        uint64_t request = 7;

        (void)state;
        assert_false(fw_cfg_dma_write(&address_register, 4, 2, 0, &request));
        assert_false(fw_cfg_dma_write(&address_register, 0, 1, 0, &request));
        assert_false(fw_cfg_dma_write(&address_register, 2, 4, 0, &request));
        assert_false(fw_cfg_dma_write(&address_register, 7, 4, 0, &request));
        assert_int_equal(address_register, 0x100000000);
        assert_int_equal(request, 7);
}

static void the_register_reads_as_the_signature(void **state)
{
        (void)state;
        assert_int_equal(fw_cfg_dma_read(0, 4), 0x554d4551); /* "QEMU" */
        assert_int_equal(fw_cfg_dma_read(4, 4), 0x47464320); /* " CFG" */
        assert_int_equal(fw_cfg_dma_read(5, 1) & 0xff, 'C');
        assert_int_equal(fw_cfg_dma_read(2, 2) & 0xffff, 'M' | 'U' << 8);
        assert_int_equal(fw_cfg_dma_read(6, 4), 0xffff4746);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_request_is_big_endian),
                cmocka_unit_test(read_comes_before_write_before_skip),
                cmocka_unit_test(selecting_alone_moves_nothing),
                cmocka_unit_test(a_key_counts_only_with_select),
                cmocka_unit_test(the_low_half_starts),
                cmocka_unit_test(the_register_is_zero_after_a_request),
                cmocka_unit_test(other_writes_change_nothing),
                cmocka_unit_test(the_register_reads_as_the_signature),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
