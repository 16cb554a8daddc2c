/* tests/unit/kernel/test_guest_memory.c - whose memory is what, from a host's map that may lie. */
#include "tests/unit/kernel/test.h"

#include "kernel/mm/guest_memory.h"
#include "tests/unit/kernel/fake_arch.h"

static struct params params;
static struct params_host_area host;

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
        host.memory_map[n].start_page = start / PAGE_SIZE;
        host.memory_map[n].pages = size / PAGE_SIZE;
        host.memory_map[n].type = type;
}

static void leaves_out_the_memory_of_vmpl0(void **state)
{
        struct gpa_range range;

        (void)state;
        add_entry(0, 0, 0x40000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_memory_range(0, &range));
        assert_int_equal(range.start, 0);
        assert_int_equal(range.size, FAKE_OWN_BASE);
        assert_true(guest_memory_range(1, &range));
        assert_int_equal(range.start, FAKE_OWN_BASE + FAKE_OWN_SIZE);
        assert_false(guest_memory_range(2, &range));
        assert_true(guest_memory_holds(gpa(FAKE_OWN_BASE - PAGE_SIZE), PAGE_SIZE));
        assert_false(guest_memory_holds(gpa(FAKE_OWN_BASE - PAGE_SIZE), PAGE_SIZE + 1));
        assert_false(guest_memory_holds(gpa(FAKE_OWN_BASE), 1));
        assert_false(guest_memory_holds(gpa(FAKE_OWN_BASE + FAKE_OWN_SIZE - 1), 1));
        assert_true(guest_memory_holds(gpa(FAKE_OWN_BASE + FAKE_OWN_SIZE), 1));
}

static void joins_ranges_that_touch(void **state)
{
        struct gpa_range range;

        (void)state;
        add_entry(0, 0x200000, 0x100000, 0);
        add_entry(1, 0x400000, 0x100000, 0);
        add_entry(2, 0x300000, 0x100000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_memory_range(0, &range));
        assert_int_equal(range.start, 0xc0000); /* the legacy ROM area */
        assert_true(guest_memory_range(1, &range));
        assert_int_equal(range.start, 0x200000);
        assert_int_equal(range.size, 0x300000);
        assert_false(guest_memory_range(2, &range));
        assert_true(guest_memory_holds(gpa(0x2ff000), 0x2000));
}

static void takes_only_memory_from_the_map(void **state)
{
        (void)state;
        add_entry(0, 0, 0xa0000, 0);
        add_entry(1, 0x100000, 0x100000, 1);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_false(guest_memory_holds(gpa(0xa0000), 1));
        assert_true(guest_memory_holds(gpa(0xc0000), 0x40000));
        assert_false(guest_memory_holds(gpa(0x100000), 1));
}

static void refuses_a_map_that_contradicts_itself(void **state)
{
        (void)state;
        add_entry(0, 0, 0x200000, 0);
        add_entry(1, 0x1ff000, 0x2000, 0);
        assert_int_equal(guest_memory_init(&params, &host), -1);
        add_entry(1, 0, 0x1000, 0);
        assert_int_equal(guest_memory_init(&params, &host), -1);
        host.memory_map[1].start_page = UINT64_MAX;
        assert_int_equal(guest_memory_init(&params, &host), -1);
        host.memory_map[1].start_page = 0x200;
        host.memory_map[1].pages = UINT64_MAX >> 12;
        assert_int_equal(guest_memory_init(&params, &host), -1);
}

static void refuses_too_little_and_too_much(void **state)
{
        (void)state;
        add_entry(0, 0, 0x1000000, 0);
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
        assert_true(guest_memory_holds(gpa(0xffc00000), 0x400000));
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
        add_entry(0, 0, 0x1000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_true(guest_memory_holds(gpa(0x5000), PAGE_SIZE));
        assert_false(guest_memory_valid(gpa(0x5000), PAGE_SIZE));
        guest_memory_set_valid(gpa(0x5000), 2 * PAGE_SIZE, true);
        assert_true(guest_memory_valid(gpa(0x5008), 2 * PAGE_SIZE - 8));
        assert_false(guest_memory_valid(gpa(0x5008), 2 * PAGE_SIZE));
        assert_false(guest_memory_valid(gpa(0x4fff), 2));
        assert_false(guest_memory_valid(gpa(0x5000), 0));
        assert_true(guest_memory_any_valid(gpa(0), 0x200000));
        assert_false(guest_memory_any_valid(gpa(0x200000), 0x200000));
        guest_memory_set_vmsa(gpa(0x5000), true);
        assert_true(guest_memory_is_vmsa(gpa(0x5000)));
        assert_false(guest_memory_valid(gpa(0x5000), PAGE_SIZE));
        assert_false(guest_memory_holds(gpa(0x5000), PAGE_SIZE));
        assert_false(guest_memory_holds(gpa(0), 0x200000));
        guest_memory_set_vmsa(gpa(0x5000), false);
        assert_true(guest_memory_valid(gpa(0x5000), 2 * PAGE_SIZE));
}

static void finds_deposited_pages(void **state)
{
        gpa_t page = gpa(0);

        (void)state;
        add_entry(0, 0, 0x1000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_false(guest_memory_next_deposited(&page));
        guest_memory_set_deposited(gpa(0x7000), PAGE_SIZE, true);
        guest_memory_set_deposited(gpa(0x200000), LARGE_PAGE_SIZE, true);
        assert_int_equal(guest_memory_deposited_pages(), 513);
        assert_false(guest_memory_holds(gpa(0x7000), 1));
        assert_true(guest_memory_next_deposited(&page));
        assert_int_equal(page.value, 0x7000);
        page = gpa(0x8000);
        assert_true(guest_memory_next_deposited(&page));
        assert_int_equal(page.value, 0x200000);
        guest_memory_set_deposited(gpa(0x7000), PAGE_SIZE, false);
        assert_int_equal(guest_memory_deposited_pages(), 512);
        assert_true(guest_memory_valid(gpa(0x7000), PAGE_SIZE));
}

static void ignores_what_is_not_the_guests(void **state)
{
        (void)state;
        add_entry(0, 0, 0x1000000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        guest_memory_set_valid(gpa(FAKE_OWN_BASE), PAGE_SIZE, true);
        guest_memory_set_valid(gpa(UINT64_MAX - 10), PAGE_SIZE, true);
        assert_false(guest_memory_valid(gpa(FAKE_OWN_BASE), PAGE_SIZE));
        assert_false(guest_memory_holds(gpa(UINT64_MAX), 1));
        assert_false(guest_memory_holds(gpa(0), UINT64_MAX));
}

/* The range that was named last is tried first: what lies between two ranges is neither's. */
static void goes_from_one_range_to_the_other(void **state)
{
        (void)state;
        add_entry(0, 0x200000, 0x100000, 0);
        add_entry(1, 0x400000, 0x100000, 0);
        assert_int_equal(guest_memory_init(&params, &host), 0);
        for (unsigned int i = 0; i < 2; i++) {
                guest_memory_set_valid(gpa(0x2ff000), PAGE_SIZE, true);
                guest_memory_set_valid(gpa(0x400000), PAGE_SIZE, true);
                assert_true(guest_memory_valid(gpa(0x2ff000), PAGE_SIZE));
                assert_false(guest_memory_valid(gpa(0x2ff000), PAGE_SIZE + 1));
                assert_true(guest_memory_valid(gpa(0x400000), PAGE_SIZE));
                assert_false(guest_memory_valid(gpa(0x2ff000), 0x102000));
                assert_false(guest_memory_holds(gpa(0x300000), 1));
                guest_memory_set_valid(gpa(0x2ff000), PAGE_SIZE, false);
                assert_false(guest_memory_valid(gpa(0x2ff000), 1));
                assert_true(guest_memory_valid(gpa(0x400fff), 1));
        }
        host.memory_map[1].pages = 0;
        assert_int_equal(guest_memory_init(&params, &host), 0);
        assert_false(guest_memory_holds(gpa(0x400000), 1));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(leaves_out_the_memory_of_vmpl0, set_up),
                cmocka_unit_test_setup(joins_ranges_that_touch, set_up),
                cmocka_unit_test_setup(takes_only_memory_from_the_map, set_up),
                cmocka_unit_test_setup(refuses_a_map_that_contradicts_itself, set_up),
                cmocka_unit_test_setup(refuses_too_little_and_too_much, set_up),
                cmocka_unit_test_setup(refuses_regions_that_have_no_memory, set_up),
                cmocka_unit_test_setup(knows_each_pages_state, set_up),
                cmocka_unit_test_setup(finds_deposited_pages, set_up),
                cmocka_unit_test_setup(goes_from_one_range_to_the_other, set_up),
                cmocka_unit_test_setup(ignores_what_is_not_the_guests, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
