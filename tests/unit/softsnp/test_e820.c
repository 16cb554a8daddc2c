/* tests/unit/softsnp/test_e820.c - the memory map that the guest's firmware sees. */
#include "tests/unit/softsnp/test.h"

#include "softsnp/host/e820.h"

static struct e820_entry out[E820_ENTRIES_MOST];

static void expect(size_t index, uint64_t start, uint64_t size, uint32_t type)
{
        assert_int_equal(out[index].start, start);
        assert_int_equal(out[index].size, size);
        assert_int_equal(out[index].type, type);
}

static void holes_in_ram_become_reserved(void **state)
{
        const struct e820_entry map[] = { { 0, 0x40000000, E820_RAM },
                                          { 0x100000000, 0x40000000, E820_RAM } };
        const struct gpa_range holes[] = { { 0x37000000, 0x1000000 }, { 0x38000000, 0x8000000 } };

        (void)state;
        assert_int_equal(e820_reserve(map, 2, holes, 2, out), 4);
        expect(0, 0, 0x37000000, E820_RAM);
        expect(1, 0x37000000, 0x1000000, E820_RESERVED);
        expect(2, 0x38000000, 0x8000000, E820_RESERVED);
        expect(3, 0x100000000, 0x40000000, E820_RAM);
}

static void what_is_not_ram_stays(void **state)
{
        const struct e820_entry map[] = { { 0x1000, 0x1000, E820_RESERVED } };
        const struct gpa_range holes[] = { { 0, 0x10000 } };

        (void)state;
        assert_int_equal(e820_reserve(map, 1, holes, 1, out), 1);
        expect(0, 0x1000, 0x1000, E820_RESERVED);
}

static void a_hole_may_reach_beyond_ram(void **state)
{
        const struct e820_entry map[] = { { 0x1000, 0x3000, E820_RAM } };
        const struct gpa_range holes[] = { { 0, 0x2000 }, { 0x3000, 0x8000 } };

        (void)state;
        assert_int_equal(e820_reserve(map, 1, holes, 2, out), 3);
        expect(0, 0x1000, 0x1000, E820_RESERVED);
        expect(1, 0x2000, 0x1000, E820_RAM);
        expect(2, 0x3000, 0x1000, E820_RESERVED);
}

static void an_empty_hole_changes_nothing(void **state)
{
        const struct e820_entry map[] = { { 0, 0x4000, E820_RAM } };
        const struct gpa_range holes[] = { { 0x2000, 0 } };

        (void)state;
        assert_int_equal(e820_reserve(map, 1, holes, 1, out), 1);
        expect(0, 0, 0x4000, E820_RAM);
}

static void more_entries_than_there_is_room_for_are_left_out(void **state)
{
        static struct e820_entry map[E820_ENTRIES_MOST + 5];

        (void)state;
        for (size_t i = 0; i < E820_ENTRIES_MOST + 5; i++)
                map[i] = (struct e820_entry){ i * 0x2000, 0x1000, E820_RAM };
        assert_int_equal(e820_reserve(map, E820_ENTRIES_MOST + 5, NULL, 0, out), E820_ENTRIES_MOST);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(holes_in_ram_become_reserved),
                cmocka_unit_test(what_is_not_ram_stays),
                cmocka_unit_test(a_hole_may_reach_beyond_ram),
                cmocka_unit_test(an_empty_hole_changes_nothing),
                cmocka_unit_test(more_entries_than_there_is_room_for_are_left_out),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
