/* tests/unit/direct/test_direct.c - the host's memory map and its processors, as they are believed before Linux alone is started. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "direct/memory_map.h"
#include "direct/processors.h"
#include "lib/direct/layout.h"
#include "lib/igvm/format.h"

#define C_BIT        (UINT64_C(1) << 51)
#define PAGES(bytes) ((bytes) >> PAGE_SHIFT)

/* Kernel and initrd in a machine whose low RAM ends at 0x38000000. */
static const struct direct_image image = {
        .magic = DIRECT_MAGIC,
        .kernel_start = 0x1000000,
        .kernel_size = 0x200000,
        .kernel_room = 0x1000000,
        .initrd_start = 0x2000000,
        .initrd_size = 0x3000,
};

static struct igvm_memory_map_entry ram(uint64_t start, uint64_t size)
{
        return (struct igvm_memory_map_entry){ PAGES(start), PAGES(size), IGVM_MEMORY_NORMAL, 0,
                                               0 };
}

static bool reads(const struct igvm_memory_map_entry *entries, size_t count, struct memory *out)
{
        return memory_read(entries, count * sizeof(*entries), C_BIT, out);
}

static bool reads_one(uint64_t page, uint64_t count)
{
        const struct igvm_memory_map_entry entry = { page, count, IGVM_MEMORY_NORMAL, 0, 0 };
        struct memory memory;

        return reads(&entry, 1, &memory);
}

static void entries_are_sorted_and_others_than_ram_are_left_out(void **state)
{
        const struct igvm_memory_map_entry map[] = {
                ram(0x100000000, 0x40000000),
                { PAGES(0xfeffc000), 4, IGVM_MEMORY_PLATFORM_RESERVED, 0, 0 },
                ram(0, 0x38000000),
                { 0 },
                ram(0x200000000, 0x1000), /* behind the end */
        };
        struct memory memory;

        (void)state;
        assert_true(reads(map, 5, &memory));
        assert_int_equal(memory.count, 2);
        assert_int_equal(memory.ranges[0].start, 0);
        assert_int_equal(memory.ranges[0].size, 0x38000000);
        assert_int_equal(memory.ranges[1].start, 0x100000000);
}

static void ram_may_touch_ram_and_not_overlap_it(void **state)
{
        const struct igvm_memory_map_entry touching[] = { ram(0, 0x2000), ram(0x2000, 0x1000) };
        const struct igvm_memory_map_entry twice[] = { ram(0, 0x2000), ram(0, 0x2000) };
        const struct igvm_memory_map_entry inside[] = { ram(0x1000, 0x1000), ram(0, 0x10000) };
        struct memory memory;

        (void)state;
        assert_true(reads(touching, 2, &memory));
        assert_false(reads(twice, 2, &memory));
        assert_false(reads(inside, 2, &memory));
}

static void ram_is_below_the_c_bit_and_not_where_devices_are(void **state)
{
        (void)state;
        assert_true(reads_one(PAGES(C_BIT) - 1, 1));
        assert_false(reads_one(PAGES(C_BIT) - 1, 2));
        assert_false(reads_one(PAGES(C_BIT), 1));
        assert_false(reads_one(1, UINT64_MAX));
        assert_false(reads_one(UINT64_MAX, 2));
        assert_false(reads_one(UINT64_C(1) << 52, 1)); /* its address has 64 bits of zeros */
        assert_false(reads_one(PAGES(DIRECT_BASE), 1));
        assert_false(reads_one(PAGES(UINT64_C(0x100000000)) - 1, 2));
        assert_true(reads_one(PAGES(DIRECT_RAM_HOLE) - 1, 1));
        assert_false(reads_one(0, PAGES(UINT64_C(0x200000000))));
}

static void more_pieces_than_there_is_room_for_are_refused(void **state)
{
        struct igvm_memory_map_entry map[MEMORY_MOST_RANGES + 1];
        struct memory memory;

        (void)state;
        for (uint64_t i = 0; i <= MEMORY_MOST_RANGES; i++)
                map[i] = ram(i * 0x2000, 0x1000);
        assert_true(reads(map, MEMORY_MOST_RANGES, &memory));
        assert_false(reads(map, MEMORY_MOST_RANGES + 1, &memory));
}

static bool holds(uint64_t start, uint64_t size, const struct direct_image *which)
{
        const struct igvm_memory_map_entry map[] = { ram(start, size) };
        struct memory memory;

        return reads(map, 1, &memory) && memory_holds_image(&memory, which);
}

static void all_of_the_image_has_to_be_in_ram(void **state)
{
        struct direct_image other = image;

        (void)state;
        assert_true(holds(0, 0x2003000, &image));
        assert_false(holds(0, 0x2002000, &image));
        assert_false(holds(0x1000, 0x2002000, &image));
        other.initrd_size = 0;
        assert_true(holds(0, 0x2000000, &other));
        assert_false(holds(0, 0x1fff000, &other));
        other.kernel_start = UINT64_MAX & ~PAGE_MASK;
        assert_false(holds(0, 0x2003000, &other));
}

/* What is to be validated, as a map of the first pages. */
static uint8_t validated[PAGES(0x3000000)];

static bool note(void *context, uint64_t start, uint64_t size)
{
        (void)context;
        for (uint64_t page = PAGES(start); page < PAGES(start + size); page++)
                validated[page]++;
        return true;
}

static bool refuse(void *context, uint64_t start, uint64_t size)
{
        (void)start;
        (void)size;
        ++*(int *)context;
        return false;
}

static void each_page_that_was_not_launched_is_validated_once(void **state)
{
        const struct igvm_memory_map_entry map[] = { ram(0, 0x3000000) };
        struct memory memory;
        int calls = 0;

        (void)state;
        memset(validated, 0, sizeof(validated));
        assert_true(reads(map, 1, &memory));
        assert_true(memory_for_each(&memory, &image, note, NULL));
        for (uint64_t page = 0; page < PAGES(0x3000000); page++) {
                bool launched =
                        (page >= 0x1000 && page < 0x1200) || (page >= 0x2000 && page < 0x2003);
                bool display = page >= 0xa0 && page < 0xc0;

                assert_int_equal(validated[page], !launched && !display);
        }
        assert_false(memory_for_each(&memory, &image, refuse, &calls));
        assert_int_equal(calls, 1);
}

static void linux_gets_ram_and_what_is_not_its(void **state)
{
        const struct igvm_memory_map_entry map[] = { ram(0, 0x38000000) };
        struct direct_e820_entry table[ZERO_PAGE_E820_MOST];
        struct memory memory;

        (void)state;
        assert_true(reads(map, 1, &memory));
        assert_int_equal(memory_write_e820(&memory, table), 5);
        assert_int_equal(table[0].size, 0xa0000);
        assert_int_equal(table[1].start, 0x100000);
        assert_int_equal(table[1].start + table[1].size, 0x38000000);
        assert_int_equal(table[1].type, DIRECT_E820_RAM);
        assert_int_equal(table[3].type, DIRECT_E820_ACPI);
        assert_int_equal(table[4].start + table[4].size, 0x100000000);
        assert_int_equal(table[4].type, DIRECT_E820_RESERVED);
}

static void processors_are_counted_from_0(void **state)
{
        static struct processors processors;

        (void)state;
        assert_true(processors_counted(PROCESSORS_MOST, &processors));
        assert_int_equal(processors.count, PROCESSORS_MOST);
        assert_int_equal(processors.ids[0], 0);
        assert_int_equal(processors.ids[PROCESSORS_MOST - 1], PROCESSORS_MOST - 1);
        assert_false(processors_counted(0, &processors));
        assert_false(processors_counted(PROCESSORS_MOST + 1, &processors));
}

static void a_list_has_as_many_processors_as_were_counted_and_none_twice(void **state)
{
        static struct processors processors;
        uint32_t list[] = { 3, 0, 4, 1024 };

        (void)state;
        assert_true(processors_listed(list, sizeof(list), 3, &processors));
        assert_int_equal(processors.count, 3);
        assert_int_equal(processors.ids[2], 1024);
        assert_false(processors_listed(list, sizeof(list), 2, &processors));
        assert_false(processors_listed(list, sizeof(list) - 4, 3, &processors));
        list[3] = 0;
        assert_false(processors_listed(list, sizeof(list), 3, &processors));
        list[0] = 0;
        assert_false(processors_listed(list, sizeof(list), 0, &processors));
}

/* The sum of its entries' lengths is its own, and those of processors have the IDs in order. */
static void the_madt_has_every_processor(void **state)
{
        static const struct processors processors = { { 0, 7, 255, 70000 }, 4 };
        static uint8_t madt[PROCESSORS_TABLE_MOST];
        const size_t size = processors_write(&processors, madt);
        unsigned int seen = 0;
        size_t at = 44;

        (void)state;
        assert_memory_equal(madt, "APIC", 4);
        assert_int_equal(madt[4] | madt[5] << 8, size);
        for (; at < size; at += madt[at + 1]) {
                uint32_t id = madt[at + 3];

                if (madt[at] == 9)
                        memcpy(&id, madt + at + 4, sizeof(id));
                if (madt[at] == 0 || madt[at] == 9)
                        assert_int_equal(id, processors.ids[seen++]);
        }
        assert_int_equal(at, size);
        assert_int_equal(seen, 4);
}

static void the_largest_madt_has_room(void **state)
{
        static struct processors processors;
        static uint8_t madt[PROCESSORS_TABLE_MOST];

        (void)state;
        assert_true(processors_counted(PROCESSORS_MOST, &processors));
        for (unsigned int i = 0; i < PROCESSORS_MOST; i++)
                processors.ids[i] += 1000;
        assert_int_equal(processors_write(&processors, madt), PROCESSORS_TABLE_MOST);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(entries_are_sorted_and_others_than_ram_are_left_out),
                cmocka_unit_test(ram_may_touch_ram_and_not_overlap_it),
                cmocka_unit_test(ram_is_below_the_c_bit_and_not_where_devices_are),
                cmocka_unit_test(more_pieces_than_there_is_room_for_are_refused),
                cmocka_unit_test(all_of_the_image_has_to_be_in_ram),
                cmocka_unit_test(each_page_that_was_not_launched_is_validated_once),
                cmocka_unit_test(linux_gets_ram_and_what_is_not_its),
                cmocka_unit_test(processors_are_counted_from_0),
                cmocka_unit_test(a_list_has_as_many_processors_as_were_counted_and_none_twice),
                cmocka_unit_test(the_madt_has_every_processor),
                cmocka_unit_test(the_largest_madt_has_room),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
