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

/* A MADT of local APICs with these IDs and flags; returns its size. */
static size_t make_madt(const uint8_t *ids, const uint8_t *flags, unsigned int count, uint8_t *out)
{
        memset(out, 0, 44 + 8 * count);
        memcpy(out, "APIC", 4);
        out[4] = (uint8_t)(44 + 8 * count);
        for (unsigned int i = 0; i < count; i++) {
                out[44 + 8 * i + 1] = 8;
                out[44 + 8 * i + 3] = ids[i];
                out[44 + 8 * i + 4] = flags[i];
        }
        return 44 + 8 * count;
}

static void processors_that_cannot_be_used_are_left_out(void **state)
{
        uint8_t madt[128];
        struct processors processors;
        size_t size =
                make_madt((const uint8_t[]){ 0, 3, 5 }, (const uint8_t[]){ 1, 0, 2 }, 3, madt);

        (void)state;
        assert_true(processors_read(madt, size, &processors));
        assert_int_equal(processors.count, 2);
        assert_int_equal(processors.ids[0], 0);
        assert_int_equal(processors.ids[1], 5);
}

static void a_madt_that_is_wrong_is_refused(void **state)
{
        uint8_t madt[128];
        struct processors processors;
        size_t size = make_madt((const uint8_t[]){ 0, 1 }, (const uint8_t[]){ 1, 1 }, 2, madt);

        (void)state;
        assert_true(processors_read(madt, size, &processors));
        for (size_t less = 0; less < size; less++)
                assert_false(processors_read(madt, less, &processors));
        madt[44 + 8 + 3] = 0; /* the same ID again */
        assert_false(processors_read(madt, size, &processors));
        madt[44 + 8 + 3] = 1;
        madt[44 + 8 + 1] = 1; /* an entry shorter than its own head */
        assert_false(processors_read(madt, size, &processors));
        madt[44 + 8 + 1] = 9; /* one that reaches behind the end */
        assert_false(processors_read(madt, size, &processors));
        madt[44 + 8 + 1] = 7; /* and one without its flags */
        assert_false(processors_read(madt, size, &processors));
        size = make_madt((const uint8_t[]){ 0 }, (const uint8_t[]){ 0 }, 1, madt);
        assert_false(processors_read(madt, size, &processors)); /* nobody */
}

static void a_madt_of_ours_is_read_as_it_was_meant(void **state)
{
        static struct processors meant;
        static struct processors read;
        static uint8_t madt[PROCESSORS_TABLE_MOST];

        (void)state;
        meant.count = PROCESSORS_MOST;
        for (unsigned int i = 0; i < PROCESSORS_MOST; i++)
                meant.ids[i] = i * 3;
        assert_true(processors_read(madt, processors_write(&meant, madt), &read));
        assert_memory_equal(&read, &meant, sizeof(meant));
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
                cmocka_unit_test(processors_that_cannot_be_used_are_left_out),
                cmocka_unit_test(a_madt_that_is_wrong_is_refused),
                cmocka_unit_test(a_madt_of_ours_is_read_as_it_was_meant),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
