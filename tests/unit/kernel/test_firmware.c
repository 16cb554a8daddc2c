/* tests/unit/kernel/test_firmware.c - what firmware is told of its memory. */
#include "tests/unit/kernel/svsm_test.h"

#include "kernel/guest/start.h"

#define AREA_OF_PARAMETERS UINT64_C(0x812000)
#define MAP_SIZE           (8 * sizeof(struct params_host_map_entry))

static struct params params;
static struct params_host_map host;

static int set_up(void **state)
{
        (void)state;
        fake_reset(0);
        params = fake_params();
        params.firmware = (struct params_firmware){
                .map = AREA_OF_PARAMETERS,
                .count = AREA_OF_PARAMETERS + MAP_SIZE,
                .map_size = MAP_SIZE,
        };
        memset(&host, 0, sizeof(host));
        return 0;
}

static void add_entry(unsigned int n, uint64_t start, uint64_t size, uint16_t type)
{
        host.entries[n] =
                (struct params_host_map_entry){ start / PAGE_SIZE, size / PAGE_SIZE, type, 0, 0 };
}

/* The firmware's own page is valid and zero, as the metadata's SEC_MEM. */
static void tell(void)
{
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_memory_accept(gpa(AREA_OF_PARAMETERS), PAGE_SIZE));
        guest_tell_firmware(&params);
}

static struct params_host_map_entry told(unsigned int n)
{
        struct params_host_map_entry entry;

        memcpy(&entry, fake_guest_at(AREA_OF_PARAMETERS) + n * sizeof(entry), sizeof(entry));
        assert_int_equal(entry.type | entry.flags | entry.reserved, 0);
        return entry;
}

static void assert_told(unsigned int n, uint64_t start, uint64_t end)
{
        assert_int_equal(told(n).start_page * PAGE_SIZE, start);
        assert_int_equal(told(n).pages * PAGE_SIZE, end - start);
}

static void firmware_learns_all_memory_but_vmpl0s(void **state)
{
        (void)state;
        add_entry(0, 0, 0x40000000, 0);
        add_entry(1, 0x100000000, 0x40000000, 0);
        add_entry(2, 0xfd00000000, 0x300000000, 1);
        params.guest.region_count = 1;
        params.regions[0] = (struct params_region){ 0xffc00000, 0x400000, PARAMS_REGION_IMAGE, 0 };
        tell();
        assert_told(0, 0, FAKE_OWN_BASE); /* the area below 1 MiB splits it for nobody */
        assert_told(1, FAKE_OWN_BASE + FAKE_OWN_SIZE, 0x40000000);
        assert_told(2, 0x100000000, 0x140000000); /* the ROM that touches it is not memory */
        assert_int_equal(told(3).pages, 0);
}

static void firmware_learns_the_number_of_vcpus(void **state)
{
        uint32_t count;

        (void)state;
        add_entry(0, 0, 0x40000000, 0);
        tell();
        memcpy(&count, fake_guest_at(params.firmware.count), sizeof(count));
        assert_int_equal(count, FAKE_VCPUS);
}

static void the_last_entry_ends_the_list_however_many_ranges_the_host_has(void **state)
{
        uint32_t behind;

        (void)state;
        add_entry(0, 0, 0x1000000, 0);
        for (unsigned int i = 1; i < 20; i++)
                add_entry(i, 0x2000000 + i * UINT64_C(0x10000), PAGE_SIZE, 0);
        params.firmware.count = 0;
        tell();
        assert_told(0, 0, 0x1000000);
        assert_told(6, 0x2060000, 0x2061000);
        assert_int_equal(told(7).start_page | told(7).pages, 0);
        memcpy(&behind, fake_guest_at(AREA_OF_PARAMETERS + MAP_SIZE), sizeof(behind));
        assert_int_equal(behind, 0);
}

static void firmware_that_does_not_ask_gets_nothing(void **state)
{
        (void)state;
        add_entry(0, 0, 0x40000000, 0);
        params.firmware = (struct params_firmware){ 0 };
        tell();
        for (uint64_t at = 0; at < PAGE_SIZE; at++)
                assert_int_equal(fake_guest_at(AREA_OF_PARAMETERS)[at], 0);
}

/* The measured address need not be memory of this machine. */
static void stops_if_the_map_has_no_place(void **state)
{
        jmp_buf stop;

        (void)state;
        add_entry(0, 0, 0x40000000, 0);
        params.firmware.map = 0x900000;
        fake.stop = &stop;
        if (setjmp(stop) == 0) {
                tell();
                fail_msg("the machine goes on");
        }
        assert_int_equal(fake_guest_at(0x900000)[0], 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(firmware_learns_all_memory_but_vmpl0s, set_up),
                cmocka_unit_test_setup(firmware_learns_the_number_of_vcpus, set_up),
                cmocka_unit_test_setup(
                        the_last_entry_ends_the_list_however_many_ranges_the_host_has, set_up),
                cmocka_unit_test_setup(firmware_that_does_not_ask_gets_nothing, set_up),
                cmocka_unit_test_setup(stops_if_the_map_has_no_place, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
