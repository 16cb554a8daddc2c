/*
 * tests/unit/kernel/test_address_space.c - a service's page tables, and copies with its own rights.
 */
#include "tests/unit/kernel/test.h"

#include "kernel/mm/address_space.h"
#include "kernel/mm/pages.h"
#include "tests/unit/kernel/fake_arch.h"

#define HERE UINT64_C(0x400000)

static struct address_space space;

static int set_up(void **state)
{
        (void)state;
        fake_reset(PAGE_SIZE * 16); /* the first 16 pages stand for the image */
        memset(&space, 0, sizeof(space));
        return address_space_create(&space);
}

static void copies_what_was_written(void **state)
{
        char text[32] = { 0 };

        (void)state;
        assert_int_equal(address_space_map_new(&space, HERE, MAP_WRITE), MAP_OK);
        assert_int_equal(address_space_map_new(&space, HERE + PAGE_SIZE, MAP_WRITE), MAP_OK);
        assert_true(user_write(&space, HERE + PAGE_SIZE - 5, "over the edge", 13));
        assert_true(user_read(&space, text, HERE + PAGE_SIZE - 5, 13));
        assert_string_equal(text, "over the edge");
}

static void keeps_to_the_rights_of_the_page(void **state)
{
        char byte = 'x';

        (void)state;
        assert_int_equal(address_space_map_new(&space, HERE, 0), MAP_OK);
        assert_true(user_read(&space, &byte, HERE, 1));
        assert_false(user_write(&space, HERE, &byte, 1));
        assert_int_equal(address_space_protect(&space, HERE, MAP_WRITE), MAP_OK);
        assert_true(user_write(&space, HERE, &byte, 1));
        assert_int_equal(address_space_protect(&space, HERE, MAP_NONE), MAP_OK);
        assert_false(user_read(&space, &byte, HERE, 1));
}

static void refuses_writable_code(void **state)
{
        (void)state;
        assert_int_equal(address_space_map_new(&space, HERE, MAP_WRITE | MAP_EXECUTE),
                         MAP_BAD_RIGHTS);
        assert_int_equal(address_space_map_new(&space, HERE, MAP_EXECUTE), MAP_OK);
        assert_int_equal(address_space_protect(&space, HERE, MAP_WRITE | MAP_EXECUTE),
                         MAP_BAD_RIGHTS);
}

static void never_makes_the_image_writable(void **state)
{
        uint8_t *image = arch_own_memory(FAKE_OWN_BASE + PAGE_SIZE);
        char byte = 0;

        (void)state;
        image[7] = 'i';
        assert_int_equal(
                address_space_map_image(&space, HERE, FAKE_OWN_BASE + PAGE_SIZE, MAP_WRITE),
                MAP_BAD_RIGHTS);
        assert_int_equal(
                address_space_map_image(&space, HERE, FAKE_OWN_BASE + PAGE_SIZE, MAP_EXECUTE),
                MAP_OK);
        assert_int_equal(address_space_protect(&space, HERE, MAP_WRITE), MAP_BAD_RIGHTS);
        assert_true(user_read(&space, &byte, HERE + 7, 1));
        assert_int_equal(byte, 'i');
        assert_false(user_write(&space, HERE + 7, &byte, 1));
        address_space_unmap(&space, HERE);
        assert_int_equal(image[7], 'i');
        assert_int_equal(address_space_map_image(&space, HERE, FAKE_OWN_BASE + 8, 0),
                         MAP_BAD_ADDRESS);
}

static void never_makes_a_sealed_page_writable_again(void **state)
{
        uint64_t used;

        (void)state;
        assert_int_equal(address_space_map_new(&space, HERE, MAP_WRITE), MAP_OK);
        used = pages_used();
        assert_true(address_space_owns(&space, HERE));
        assert_int_equal(address_space_seal(&space, HERE, MAP_WRITE), MAP_BAD_RIGHTS);
        assert_int_equal(address_space_seal(&space, HERE + PAGE_SIZE, 0), MAP_NOT_MAPPED);
        assert_int_equal(address_space_seal(&space, HERE, MAP_EXECUTE), MAP_OK);
        assert_false(address_space_owns(&space, HERE));
        assert_int_equal(address_space_protect(&space, HERE, 0), MAP_OK);
        assert_int_equal(address_space_protect(&space, HERE, MAP_WRITE), MAP_BAD_RIGHTS);
        assert_false(user_write(&space, HERE, "", 1));
        address_space_unmap(&space, HERE);
        assert_int_equal(pages_used(), used - 1); /* it is still the service's memory */
}

static void refuses_what_is_not_the_services(void **state)
{
        static const uint64_t addresses[] = { UINT64_C(0x7ffffffff000), UINT64_C(0x800000000000),
                                              UINT64_C(0xffffffff80000000),
                                              UINT64_MAX - PAGE_MASK };
        char byte;

        (void)state;
        for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
                assert_int_equal(address_space_map_new(&space, addresses[i], 0), MAP_BAD_ADDRESS);
                assert_false(user_read(&space, &byte, addresses[i], 1));
                assert_false(user_write(&space, addresses[i], "", 1));
        }
        assert_int_equal(address_space_map_new(&space, HERE + 1, 0), MAP_BAD_ADDRESS);
        assert_int_equal(space.pages, 0);
}

static void stops_a_copy_at_the_first_hole(void **state)
{
        char bytes[2 * PAGE_SIZE];

        (void)state;
        assert_int_equal(address_space_map_new(&space, HERE, MAP_WRITE), MAP_OK);
        assert_false(user_read(&space, bytes, HERE + 1, PAGE_SIZE));
        assert_false(user_read(&space, bytes, HERE - 1, 2));
        assert_true(user_read(&space, bytes, HERE, PAGE_SIZE));
        assert_true(user_read(&space, bytes, 12345, 0));
}

static void maps_nothing_twice(void **state)
{
        (void)state;
        assert_int_equal(address_space_map_new(&space, HERE, 0), MAP_OK);
        assert_int_equal(address_space_map_new(&space, HERE, MAP_WRITE), MAP_IN_USE);
        assert_int_equal(space.pages, 1);
        address_space_unmap(&space, HERE);
        address_space_unmap(&space, HERE);
        assert_int_equal(space.pages, 0);
        assert_int_equal(address_space_map_new(&space, HERE, MAP_WRITE), MAP_OK);
}

static void gives_everything_back(void **state)
{
        (void)state;
        for (uint64_t i = 0; i < 20; i++)
                assert_int_equal(
                        address_space_map_new(&space, HERE + i * LARGE_PAGE_SIZE, MAP_WRITE),
                        MAP_OK);
        assert_true(pages_used() > 40);
        address_space_destroy(&space);
        assert_int_equal(pages_used(), 0);
        address_space_destroy(&space);
        assert_false(user_write(&space, HERE, "", 1));
}

/* Both have tables of their own for the same addresses, and the second one may get the pages of the first. */
static void forgets_its_tables_with_everything_else(void **state)
{
        char byte;

        (void)state;
        assert_int_equal(address_space_map_new(&space, HERE, MAP_WRITE), MAP_OK);
        assert_true(user_write(&space, HERE, "x", 1));
        address_space_destroy(&space);
        assert_false(user_read(&space, &byte, HERE, 1));
        assert_int_equal(address_space_create(&space), MAP_OK);
        assert_false(user_read(&space, &byte, HERE, 1));
        assert_int_equal(address_space_map_new(&space, HERE + PAGE_SIZE, 0), MAP_OK);
        assert_false(user_read(&space, &byte, HERE, 1));
        assert_true(user_read(&space, &byte, HERE + PAGE_SIZE, 1));
        assert_int_equal(byte, 0);
}

/* More regions of 2 MiB than walks are remembered for, so that each is forgotten in between. */
static void tells_regions_apart(void **state)
{
        char byte;

        (void)state;
        for (uint64_t i = 0; i < 20; i++) {
                uint64_t address = HERE + i * LARGE_PAGE_SIZE;

                assert_false(user_write(&space, address, "", 1));
                assert_int_equal(address_space_map_new(&space, address, MAP_WRITE), MAP_OK);
                assert_true(user_write(&space, address, &(char){ (char)('a' + i) }, 1));
        }
        for (uint64_t i = 0; i < 20; i++) {
                assert_true(user_read(&space, &byte, HERE + i * LARGE_PAGE_SIZE, 1));
                assert_int_equal(byte, 'a' + i);
                assert_false(user_read(&space, &byte, HERE + i * LARGE_PAGE_SIZE + PAGE_SIZE, 1));
        }
}

static void says_when_there_is_no_memory(void **state)
{
        uint64_t count = 0;

        (void)state;
        while (address_space_map_new(&space, HERE + count * PAGE_SIZE, 0) == MAP_OK)
                count++;
        assert_int_equal(address_space_map_new(&space, HERE + count * PAGE_SIZE, 0), MAP_NO_MEMORY);
        assert_int_equal(space.pages, count);
        address_space_destroy(&space);
        assert_int_equal(pages_used(), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(copies_what_was_written, set_up),
                cmocka_unit_test_setup(keeps_to_the_rights_of_the_page, set_up),
                cmocka_unit_test_setup(refuses_writable_code, set_up),
                cmocka_unit_test_setup(never_makes_the_image_writable, set_up),
                cmocka_unit_test_setup(never_makes_a_sealed_page_writable_again, set_up),
                cmocka_unit_test_setup(refuses_what_is_not_the_services, set_up),
                cmocka_unit_test_setup(stops_a_copy_at_the_first_hole, set_up),
                cmocka_unit_test_setup(maps_nothing_twice, set_up),
                cmocka_unit_test_setup(gives_everything_back, set_up),
                cmocka_unit_test_setup(forgets_its_tables_with_everything_else, set_up),
                cmocka_unit_test_setup(tells_regions_apart, set_up),
                cmocka_unit_test_setup(says_when_there_is_no_memory, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
