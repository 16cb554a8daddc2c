/* tests/unit/kernel/test_guest_memory.c - whose memory is what, from a host's map that may lie. */
#include "tests/unit/kernel/svsm_test.h"

#include "lib/snp/vmsa.h"

static struct params params;
static struct params_host_map host;

static int set_up(void **state)
{
        (void)state;
        fake_reset(0);
        params = fake_params();
        memset(&host, 0, sizeof(host));
        return 0;
}

static void add_entry(unsigned int n, uint64_t start, uint64_t size, uint16_t type)
{
        host.entries[n].start_page = start / PAGE_SIZE;
        host.entries[n].pages = size / PAGE_SIZE;
        host.entries[n].type = type;
}

static void leaves_out_the_memory_of_vmpl0(void **state)
{
        struct gpa_range range;

        (void)state;
        add_entry(0, 0, 0x40000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_map_range(1, &range));
        assert_int_equal(range.start, 0x100000);
        assert_int_equal(range.size, FAKE_OWN_BASE - 0x100000);
        assert_true(guest_map_range(2, &range));
        assert_int_equal(range.start, FAKE_OWN_BASE + FAKE_OWN_SIZE);
        assert_false(guest_map_range(3, &range));
        assert_true(guest_has(FAKE_OWN_BASE - PAGE_SIZE, PAGE_SIZE));
        assert_false(guest_has(FAKE_OWN_BASE - PAGE_SIZE, PAGE_SIZE + 1));
        assert_false(guest_has(FAKE_OWN_BASE, 1));
        assert_false(guest_has(FAKE_OWN_BASE + FAKE_OWN_SIZE - 1, 1));
        assert_true(guest_has(FAKE_OWN_BASE + FAKE_OWN_SIZE, 1));
}

static void joins_ranges_that_touch(void **state)
{
        struct gpa_range range;

        (void)state;
        add_entry(0, 0x200000, 0x100000, 0);
        add_entry(1, 0x400000, 0x100000, 0);
        add_entry(2, 0x300000, 0x100000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_map_range(0, &range));
        assert_int_equal(range.start, 0x200000);
        assert_int_equal(range.size, 0x300000);
        assert_false(guest_map_range(1, &range));
        assert_true(guest_has(0x2ff000, 0x2000));
}

static void takes_only_memory_from_the_map(void **state)
{
        (void)state;
        add_entry(0, 0, 0xa0000, 0);
        add_entry(1, 0x100000, 0x100000, 1);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_has(0x9f000, 0x1000));
        assert_false(guest_has(0xa0000, 1));
        assert_false(guest_has(0x100000, 1));
}

/* Video memory and ROM of a PC: what cannot be zeroed is not given, whatever the host's map says. */
static void leaves_out_the_legacy_area(void **state)
{
        (void)state;
        add_entry(0, 0, 0x40000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_has(0x9f000, PAGE_SIZE));
        assert_false(guest_has(0xa0000, 1));
        assert_false(guest_has(0xc0000, 1));
        assert_false(guest_has(0xff000, 1));
        assert_true(guest_has(0x100000, PAGE_SIZE));
}

/* The plain e820 of QEMU's q35 with 4 GiB on an AMD processor: VMPL0's range is memory there like any other. */
static void takes_the_map_that_qemu_writes(void **state)
{
        struct gpa_range range;

        (void)state;
        add_entry(0, 0, 0x80000000, 0);
        add_entry(1, 0x100000000, 0x80000000, 0);
        add_entry(2, 0xfd00000000, 0x300000000, 1);
        add_entry(3, 0xfeffc000, 0x4000, 2);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_has(FAKE_OWN_BASE + FAKE_OWN_SIZE, PAGE_SIZE));
        assert_false(guest_has(FAKE_OWN_BASE, PAGE_SIZE));
        assert_true(guest_map_range(3, &range));
        assert_int_equal(range.start, 0x100000000);
        assert_int_equal(range.size, 0x80000000);
        assert_false(guest_map_range(4, &range));
}

/* All entries of the page are in use: none is left to say that it is the last. */
static void takes_a_map_without_an_end(void **state)
{
        const unsigned int last = PARAMS_HOST_MAP_ENTRIES - 1;
        struct gpa_range range;

        (void)state;
        for (unsigned int i = 0; i <= last; i++)
                add_entry(i, 0x200000 + (last - i) * UINT64_C(0x2000), PAGE_SIZE, 0);
        memset(host.unused, 0xff, sizeof(host.unused));
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_map_range(last, &range));
        assert_int_equal(range.start, 0x200000 + last * UINT64_C(0x2000));
        assert_false(guest_map_range(last + 1, &range));
}

static void refuses_addresses_that_no_memory_has(void **state)
{
        static const uint64_t starts[] = {
                FAKE_PRIVATE | FAKE_OWN_BASE,      /* VMPL0's memory, C-bit set */
                UINT64_C(1) << 52 | FAKE_OWN_BASE, /* the same, bits set that page tables ignore */
                FAKE_PHYSICAL_END,
                UINT64_C(1) << 62,
                VMSA_LAUNCH_GPA,
        };

        (void)state;
        for (unsigned int i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
                add_entry(0, 0, 0x1000000, 0);
                add_entry(1, starts[i], PAGE_SIZE, 0);
                assert_int_equal(guest_memory_init(&params, &host), -1);
        }
        add_entry(1, FAKE_PHYSICAL_END - 2 * PAGE_SIZE, 3 * PAGE_SIZE, 0);
        assert_int_equal(guest_memory_init(&params, &host), -1);
        add_entry(1, VMSA_LAUNCH_GPA - PAGE_SIZE, PAGE_SIZE, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
}

static void refuses_addresses_above_the_measured_end(void **state)
{
        (void)state;
        params.memory.end = 0x200000000;
        add_entry(0, 0x1ff000000, 0x1000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_has(0x1fffff000, PAGE_SIZE));
        add_entry(0, 0x1ff000000, 0x1001000, 0);
        assert_int_equal(guest_memory_init(&params, &host), -1);
}

/* For every page that the guest has, the number from outside is that very page; any other is nobody's. */
static void makes_gpas_in_one_place(void **state)
{
        static const uint64_t bits[] = { UINT64_C(1) << 48, FAKE_PRIVATE, UINT64_C(1) << 52,
                                         UINT64_C(1) << 62, UINT64_C(1) << 63 };

        (void)state;
        add_entry(0, 0, 0x1000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_int_equal(gpa_from_outside(0x5008).value, 0x5008);
        for (unsigned int i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
                gpa_t page = gpa_from_outside(bits[i] | 0x205008);

                assert_int_equal(page.value % LARGE_PAGE_SIZE, 0x5008);
                assert_false(guest_has(page.value, 1));
        }
        assert_false(guest_has(gpa_from_outside(UINT64_MAX).value, 1));
}

static void refuses_a_map_that_contradicts_itself(void **state)
{
        (void)state;
        add_entry(0, 0, 0x200000, 0);
        add_entry(1, 0x1ff000, 0x2000, 0);
        assert_int_equal(guest_memory_init(&params, &host), -1);
        add_entry(1, 0, 0x1000, 0);
        assert_int_equal(guest_memory_init(&params, &host), -1);
        host.entries[1].start_page = UINT64_MAX;
        assert_int_equal(guest_memory_init(&params, &host), -1);
        host.entries[1].start_page = 0x200;
        host.entries[1].pages = UINT64_MAX >> 12;
        assert_int_equal(guest_memory_init(&params, &host), -1);
}

static void refuses_too_little_and_too_much(void **state)
{
        (void)state;
        add_entry(0, 0x100000, 0x1000000, 0);
        params.memory.least = 0x1000001;
        assert_int_equal(guest_memory_init(&params, &host), -1);
        params.memory.least = 0x1000000;
        assert_int_equal(guest_memory_init(&params, &host), 0);
        params.memory.most = 0xffffff;
        assert_int_equal(guest_memory_init(&params, &host), -1);
        params.memory.most = 0x1000000;
        assert_int_equal(guest_memory_init(&params, &host), 0);
}

static void refuses_regions_that_have_no_memory(void **state)
{
        (void)state;
        add_entry(0, 0, 0x1000000, 0);
        params.guest.region_count = 1;
        params.regions[0] = (struct params_region){ 0xffc00000, 0x400000, PARAMS_REGION_IMAGE, 0 };
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_has(0xffc00000, 0x400000));
        params.regions[0].kind = PARAMS_REGION_ZERO;
        assert_int_equal(guest_memory_init(&params, &host), -1);
        params.regions[0] = (struct params_region){ 0xfff000, 0x2000, PARAMS_REGION_IMAGE, 0 };
        assert_int_equal(guest_memory_init(&params, &host), -1);
        params.regions[0] = (struct params_region){ FAKE_OWN_BASE, 0x1000, PARAMS_REGION_IMAGE, 0 };
        assert_int_equal(guest_memory_init(&params, &host), -1);
        params.regions[0] =
                (struct params_region){ UINT64_MAX - 0xfff, 0x2000, PARAMS_REGION_IMAGE, 0 };
        assert_int_equal(guest_memory_init(&params, &host), -1);
}

static void knows_each_pages_state(void **state)
{
        (void)state;
        add_entry(0, 0x100000, 0x1000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_has(0x105000, PAGE_SIZE));
        assert_false(guest_valid(gpa(0x105000), PAGE_SIZE));
        fake_set_state(0x105000, PAGE_VALID);
        fake_set_state(0x106000, PAGE_VALID);
        assert_true(guest_valid(gpa(0x105008), 2 * PAGE_SIZE - 8));
        assert_false(guest_valid(gpa(0x105008), 2 * PAGE_SIZE));
        assert_false(guest_valid(gpa(0x104fff), 2));
        assert_false(guest_valid(gpa(0x105000), 0));
        assert_int_equal(book_look(gpa(0x200000), 0x200000, PAGE_VALID), PAGES_NONE);
        assert_int_equal(book_look(gpa(0x100000), 0x200000, PAGE_VALID), PAGES_MIXED);
        fake_set_state(0x105000, PAGE_VMSA);
        assert_false(guest_valid(gpa(0x105000), PAGE_SIZE));
        assert_false(guest_has(0x105000, PAGE_SIZE));
}

static void takes_all_pages_or_none(void **state)
{
        (void)state;
        add_entry(0, 0x200000, 0x1000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        fake_set_state(0x3ff000, PAGE_VALID);
        assert_false(book_take(gpa(0x200000), LARGE_PAGE_SIZE, PAGE_NOT_VALID));
        assert_true(guest_has(0x200000, LARGE_PAGE_SIZE));
        assert_false(book_take(gpa(FAKE_OWN_BASE), PAGE_SIZE, PAGE_NOT_VALID));
        assert_true(book_take(gpa(0x400000), LARGE_PAGE_SIZE, PAGE_NOT_VALID));
        assert_false(book_take(gpa(0x400000), PAGE_SIZE, PAGE_NOT_VALID));
        book_put(gpa(0x400000), LARGE_PAGE_SIZE, PAGE_VALID);
        assert_true(guest_valid(gpa(0x400000), LARGE_PAGE_SIZE));
}

static void finds_deposited_pages(void **state)
{
        gpa_t page;

        (void)state;
        add_entry(0, 0x200000, 0x1000000, 0);
        add_entry(1, 0x4000000, 0x1000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_false(guest_first_deposited(&page));
        fake_set_state(0x4007000, PAGE_DEPOSITED);
        assert_true(guest_first_deposited(&page));
        assert_int_equal(page.value, 0x4007000);
        fake_set_state(0x207000, PAGE_DEPOSITED);
        assert_int_equal(guest_deposited_pages(), 2);
        assert_true(guest_first_deposited(&page));
        assert_int_equal(page.value, 0x207000);
        fake_set_state(0x207000, PAGE_VALID);
        assert_true(guest_first_deposited(&page));
        assert_int_equal(page.value, 0x4007000);
        fake_set_state(0x4007000, PAGE_VALID);
        assert_int_equal(guest_deposited_pages(), 0);
        assert_false(guest_first_deposited(&page));
}

static void copies_only_what_is_the_guests(void **state)
{
        uint8_t bytes[16] = "unchanged";
        uint8_t old = 1;

        (void)state;
        add_entry(0, 0x200000, 0x200000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        fake_give(0x200000, 2 * PAGE_SIZE);
        fake_set_state(0x201000, PAGE_VMSA);
        memset(fake_guest_at(0x201000), 0x55, PAGE_SIZE);
        assert_false(guest_copy_in(bytes, gpa(0x200ff8), sizeof(bytes)));
        assert_string_equal(bytes, "unchanged");
        assert_false(guest_copy_out(gpa(0x200ff8), bytes, sizeof(bytes)));
        assert_false(guest_exchange_u8(gpa(0x201000), 0, &old));
        assert_int_equal(*fake_guest_at(0x200ff8), 0);
        assert_int_equal(*fake_guest_at(0x201000), 0x55);
        assert_true(guest_copy_out(gpa(0x200ff0), bytes, sizeof(bytes)));
        assert_memory_equal(fake_guest_at(0x200ff0), bytes, sizeof(bytes));
}

/* The range that was named last is tried first: what lies between two ranges is neither's. */
static void goes_from_one_range_to_the_other(void **state)
{
        (void)state;
        add_entry(0, 0x200000, 0x100000, 0);
        add_entry(1, 0x400000, 0x100000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        for (unsigned int i = 0; i < 2; i++) {
                fake_set_state(0x2ff000, PAGE_VALID);
                fake_set_state(0x400000, PAGE_VALID);
                assert_true(guest_valid(gpa(0x2ff000), PAGE_SIZE));
                assert_false(guest_valid(gpa(0x2ff000), PAGE_SIZE + 1));
                assert_true(guest_valid(gpa(0x400000), PAGE_SIZE));
                assert_false(guest_valid(gpa(0x2ff000), 0x102000));
                assert_false(guest_has(0x300000, 1));
                fake_set_state(0x2ff000, PAGE_NOT_VALID);
                assert_false(guest_valid(gpa(0x2ff000), 1));
                assert_true(guest_valid(gpa(0x400fff), 1));
        }
        host.entries[1].pages = 0;
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_false(guest_has(0x400000, 1));
}

static void accepts_memory_zeroed(void **state)
{
        (void)state;
        add_entry(0, 0x200000, 0x800000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        memset(fake_guest_at(0x200000), 0xa5, 0x800000);
        assert_true(guest_memory_accept(gpa(0x3ff000), LARGE_PAGE_SIZE + 2 * PAGE_SIZE));
        for (uint64_t at = 0x3ff000; at < 0x601000; at++)
                assert_int_equal(*fake_guest_at(at), 0);
        assert_rights(0x400000, RMP_PERMISSION_ALL);
        assert_rights(0x601000, 0);
        fake.small_pages = true;
        assert_true(guest_memory_accept(gpa(0x800000), LARGE_PAGE_SIZE));
        assert_int_equal(*fake_guest_at(0x9fffff), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(leaves_out_the_memory_of_vmpl0, set_up),
                cmocka_unit_test_setup(joins_ranges_that_touch, set_up),
                cmocka_unit_test_setup(takes_only_memory_from_the_map, set_up),
                cmocka_unit_test_setup(leaves_out_the_legacy_area, set_up),
                cmocka_unit_test_setup(takes_the_map_that_qemu_writes, set_up),
                cmocka_unit_test_setup(takes_a_map_without_an_end, set_up),
                cmocka_unit_test_setup(refuses_addresses_that_no_memory_has, set_up),
                cmocka_unit_test_setup(refuses_addresses_above_the_measured_end, set_up),
                cmocka_unit_test_setup(makes_gpas_in_one_place, set_up),
                cmocka_unit_test_setup(refuses_a_map_that_contradicts_itself, set_up),
                cmocka_unit_test_setup(refuses_too_little_and_too_much, set_up),
                cmocka_unit_test_setup(refuses_regions_that_have_no_memory, set_up),
                cmocka_unit_test_setup(knows_each_pages_state, set_up),
                cmocka_unit_test_setup(takes_all_pages_or_none, set_up),
                cmocka_unit_test_setup(finds_deposited_pages, set_up),
                cmocka_unit_test_setup(copies_only_what_is_the_guests, set_up),
                cmocka_unit_test_setup(goes_from_one_range_to_the_other, set_up),
                cmocka_unit_test_setup(accepts_memory_zeroed, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
