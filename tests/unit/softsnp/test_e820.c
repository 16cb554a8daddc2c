/* tests/unit/softsnp/test_e820.c - the memory map without the memory that is softsnp's. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "softsnp/host/e820.h"

static struct e820_entry out[E820_ENTRIES_MOST];

static void expect(size_t i, uint64_t start, uint64_t size, uint32_t type)
{
        assert_int_equal(out[i].start, start);
        assert_int_equal(out[i].size, size);
        assert_int_equal(out[i].type, type);
}

static void low_ram_ends_before_it_and_all_else_stays(void **state)
{
        const struct e820_entry map[] = {
                { 0xfeffc000, 0x4000, E820_RESERVED },
                { 0, 0x40000000, E820_RAM },
                { 0x100000000, 0x40000000, E820_RAM },
                { 0x3f000000, 0x1000, E820_ACPI },
        };

        (void)state;
        assert_int_equal(e820_without(map, 4, 0x38000000, 0x100000000, out), 4);
        expect(0, 0xfeffc000, 0x4000, E820_RESERVED);
        expect(1, 0, 0x38000000, E820_RAM);
        expect(2, 0x100000000, 0x40000000, E820_RAM);
        expect(3, 0x3f000000, 0x1000, E820_ACPI);
}

static void ram_that_lies_in_it_is_gone(void **state)
{
        const struct e820_entry map[] = { { 0x39000000, 0x1000, E820_RAM },
                                          { 0, 0x38000000, E820_RAM } };

        (void)state;
        assert_int_equal(e820_without(map, 2, 0x38000000, 0x100000000, out), 1);
        expect(0, 0, 0x38000000, E820_RAM);
}

static void ram_on_both_sides_stays(void **state)
{
        const struct e820_entry map[] = { { 0x1000, 0x9000, E820_RAM } };

        (void)state;
        assert_int_equal(e820_without(map, 1, 0x4000, 0x6000, out), 2);
        expect(0, 0x1000, 0x3000, E820_RAM);
        expect(1, 0x6000, 0x4000, E820_RAM);
}

static void what_does_not_fit_is_left_out(void **state)
{
        static struct e820_entry map[E820_ENTRIES_MOST + 5];

        (void)state;
        for (size_t i = 0; i < E820_ENTRIES_MOST + 5; i++)
                map[i] = (struct e820_entry){ i << 20, 0x1000, E820_RAM };
        assert_int_equal(e820_without(map, E820_ENTRIES_MOST + 5, 0, 0, out), E820_ENTRIES_MOST);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(low_ram_ends_before_it_and_all_else_stays),
                cmocka_unit_test(ram_that_lies_in_it_is_gone),
                cmocka_unit_test(ram_on_both_sides_stays),
                cmocka_unit_test(what_does_not_fit_is_left_out),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
