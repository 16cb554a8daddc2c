/* tests/unit/kernel/test_cpio.c - lib/cpio: a good archive, and every way to be a bad one. */
#include "tests/unit/kernel/test.h"

#include "lib/cpio/archive.h"
#include "tests/unit/kernel/builders.h"

static uint8_t memory[4096];
static struct archive archive;

static int set_up(void **state)
{
        (void)state;
        memset(memory, 0, sizeof(memory));
        archive = (struct archive){ .data = memory, .capacity = sizeof(memory) };
        archive_add(&archive, "./etc/services", "hello", 5, 0);
        archive_add(&archive, "bin/x", "xy", 2, 0);
        archive_end(&archive);
        return 0;
}

static void finds_files_by_path(void **state)
{
        struct cpio_entry entry;

        (void)state;
        assert_int_equal(cpio_find(memory, archive.size, "/etc/services", &entry), CPIO_ENTRY);
        assert_int_equal(entry.size, 5);
        assert_memory_equal(entry.data, "hello", 5);
        assert_int_equal(cpio_find(memory, archive.size, "./bin/x", &entry), CPIO_ENTRY);
        assert_memory_equal(entry.data, "xy", 2);
        assert_int_equal(cpio_find(memory, archive.size, "/bin/y", &entry), CPIO_NOT_FOUND);
        assert_int_equal(cpio_find(memory, archive.size, "/bin", &entry), CPIO_NOT_FOUND);
}

static void accepts_zeros_behind_the_trailer_and_nothing_else(void **state)
{
        (void)state;
        assert_int_equal(cpio_check(memory, archive.size), CPIO_END);
        assert_int_equal(cpio_check(memory, archive.size + 512), CPIO_END);
        memory[archive.size + 100] = 1;
        assert_int_equal(cpio_check(memory, archive.size + 512), CPIO_BAD_PADDING);
}

static void refuses_every_truncation(void **state)
{
        (void)state;
        for (size_t size = 0; size < archive.size; size++) {
                /* A copy of exactly that size, so that a read beyond it is seen. */
                uint8_t *copy = test_malloc(size + 1);

                memcpy(copy, memory, size);
                assert_int_equal(cpio_check(copy, size), CPIO_TRUNCATED);
                test_free(copy);
        }
}

static void refuses_a_digit_that_is_none(void **state)
{
        (void)state;
        for (size_t i = 0; i < 110; i++) {
                uint8_t saved = memory[i];

                memory[i] = i < 6 ? '9' : 'g';
                assert_int_equal(cpio_check(memory, archive.size), CPIO_BAD_HEADER);
                memory[i] = saved;
        }
}

static void refuses_sizes_beyond_the_archive(void **state)
{
        (void)state;
        memcpy(memory + 6 + 8 * 6, "ffffffff", 8);
        assert_int_equal(cpio_check(memory, archive.size), CPIO_TRUNCATED);
}

static void refuses_bad_paths(void **state)
{
        (void)state;
        memcpy(memory + 6 + 8 * 11, "00000001", 8);
        assert_int_equal(cpio_check(memory, archive.size), CPIO_BAD_PATH);
        memcpy(memory + 6 + 8 * 11, "00000101", 8);
        assert_int_equal(cpio_check(memory, archive.size), CPIO_BAD_PATH);
        memcpy(memory + 6 + 8 * 11, "0000000e", 8); /* one short: no terminating zero */
        assert_int_equal(cpio_check(memory, archive.size), CPIO_BAD_PATH);
        memcpy(memory + 6 + 8 * 11, "0000000f", 8);
        memory[112] = 0;
        assert_int_equal(cpio_check(memory, archive.size), CPIO_BAD_PATH);
}

static void refuses_padding_that_is_not_zero(void **state)
{
        (void)state;
        memory[110 + 15 + 3 + 5] = 1;
        assert_int_equal(cpio_check(memory, archive.size), CPIO_BAD_PADDING);
}

static void does_not_take_a_directory_for_a_file(void **state)
{
        struct cpio_entry entry;

        (void)state;
        memcpy(memory + 6 + 8, "000041ed", 8);
        assert_int_equal(cpio_find(memory, archive.size, "/etc/services", &entry), CPIO_NOT_FOUND);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(finds_files_by_path, set_up),
                cmocka_unit_test_setup(accepts_zeros_behind_the_trailer_and_nothing_else, set_up),
                cmocka_unit_test_setup(refuses_every_truncation, set_up),
                cmocka_unit_test_setup(refuses_a_digit_that_is_none, set_up),
                cmocka_unit_test_setup(refuses_sizes_beyond_the_archive, set_up),
                cmocka_unit_test_setup(refuses_bad_paths, set_up),
                cmocka_unit_test_setup(refuses_padding_that_is_not_zero, set_up),
                cmocka_unit_test_setup(does_not_take_a_directory_for_a_file, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
