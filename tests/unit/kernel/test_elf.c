/* tests/unit/kernel/test_elf.c - lib/elf: good programs, and every way to be a bad one. */
#include "tests/unit/kernel/test.h"

#include "lib/elf/program.h"
#include "tests/unit/kernel/builders.h"

static uint8_t elf[TEST_ELF_SIZE] __attribute__((aligned(8)));

static int set_up(void **state)
{
        (void)state;
        build_elf(elf);
        return 0;
}

static enum elf_error open_elf(void)
{
        struct elf_file file;

        return elf_open(&file, elf, sizeof(elf));
}

static void walks_the_segments_of_a_good_program(void **state)
{
        struct elf_segment segment;
        struct elf_file file;
        unsigned int index = 0;

        (void)state;
        assert_int_equal(elf_open(&file, elf, sizeof(elf)), ELF_OK);
        assert_int_equal(file.entry, TEST_ELF_ENTRY);
        assert_int_equal(elf_program_headers_address(&file), 0x400040);
        assert_true(elf_next_load(&file, &index, &segment));
        assert_int_equal(segment.flags, ELF_FLAG_READ | ELF_FLAG_EXECUTE);
        assert_true(elf_next_load(&file, &index, &segment));
        assert_true(elf_next_load(&file, &index, &segment));
        assert_int_equal(segment.memory_size, 0x2000);
        assert_ptr_equal(elf_segment_data(&file, &segment), elf + 0x2000);
        assert_false(elf_next_load(&file, &index, &segment));
}

static void refuses_every_truncation_of_the_headers(void **state)
{
        struct elf_file file;

        (void)state;
        for (size_t size = 0; size < 64 + 3 * 56; size++)
                assert_int_equal(elf_open(&file, elf, size), ELF_TRUNCATED);
}

static void refuses_another_kind_of_file(void **state)
{
        static const struct {
                size_t offset;
                uint8_t value;
                enum elf_error error;
        } changes[] = {
                { 0, 0x7e, ELF_NOT_ELF },    { 4, 1, ELF_NOT_ELF },
                { 5, 2, ELF_NOT_ELF },       { 6, 0, ELF_NOT_ELF },
                { 18, 3, ELF_NOT_ELF },      { 16, 3, ELF_NOT_STATIC },
                { 54, 55, ELF_BAD_HEADERS }, { 56, 65, ELF_BAD_HEADERS },
                { 56, 0, ELF_NO_SEGMENTS },
        };

        (void)state;
        for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
                build_elf(elf);
                elf[changes[i].offset] = changes[i].value;
                assert_int_equal(open_elf(), changes[i].error);
        }
}

static void refuses_program_headers_outside_the_file(void **state)
{
        uint64_t offsets[] = { sizeof(elf) - 167, UINT64_MAX, UINT64_MAX - 56 };

        (void)state;
        for (size_t i = 0; i < 3; i++) {
                memcpy(elf + 32, &offsets[i], 8);
                assert_int_equal(open_elf(), ELF_TRUNCATED);
        }
}

static void refuses_an_interpreter_and_dynamic_linking(void **state)
{
        (void)state;
        elf_header_at(elf, 1)->type = ELF_SEGMENT_INTERPRETER;
        assert_int_equal(open_elf(), ELF_NOT_STATIC);
        elf_header_at(elf, 1)->type = ELF_SEGMENT_DYNAMIC;
        assert_int_equal(open_elf(), ELF_NOT_STATIC);
}

static void takes_a_program_for_any_address_only_where_it_is_asked_for(void **state)
{
        struct elf_file file;

        (void)state;
        assert_int_equal(elf_open_movable(&file, elf, sizeof(elf)), ELF_OK);
        assert_false(file.movable);
        elf_header_at(elf, 1)->type = ELF_SEGMENT_DYNAMIC;
        assert_int_equal(elf_open_movable(&file, elf, sizeof(elf)), ELF_NOT_STATIC);
        elf[16] = 3;
        assert_int_equal(elf_open(&file, elf, sizeof(elf)), ELF_NOT_STATIC);
        assert_int_equal(elf_open_movable(&file, elf, sizeof(elf)), ELF_OK);
        assert_true(file.movable);
        elf_header_at(elf, 1)->type = ELF_SEGMENT_INTERPRETER;
        assert_int_equal(elf_open_movable(&file, elf, sizeof(elf)), ELF_NOT_STATIC);
        elf_header_at(elf, 1)->type = ELF_SEGMENT_DYNAMIC;
        elf[16] = 4;
        assert_int_equal(elf_open_movable(&file, elf, sizeof(elf)), ELF_NOT_STATIC);
}

static void refuses_bytes_outside_the_file(void **state)
{
        (void)state;
        elf_header_at(elf, 2)->offset = UINT64_MAX - 0xfff;
        assert_int_equal(open_elf(), ELF_BAD_SEGMENT);
        build_elf(elf);
        elf_header_at(elf, 2)->file_size = 0x1001;
        elf_header_at(elf, 2)->memory_size = 0x2000;
        assert_int_equal(open_elf(), ELF_BAD_SEGMENT);
        build_elf(elf);
        elf_header_at(elf, 2)->file_size = UINT64_MAX;
        assert_int_equal(open_elf(), ELF_BAD_SEGMENT);
}

static void refuses_sizes_that_contradict_each_other(void **state)
{
        (void)state;
        elf_header_at(elf, 2)->memory_size = 0x7ff;
        assert_int_equal(open_elf(), ELF_BAD_SEGMENT);
        elf_header_at(elf, 2)->memory_size = UINT64_MAX - TEST_ELF_DATA + 1;
        assert_int_equal(open_elf(), ELF_BAD_SEGMENT);
        elf_header_at(elf, 2)->memory_size = UINT64_MAX - TEST_ELF_DATA;
        assert_int_equal(open_elf(), ELF_OK);
        elf_header_at(elf, 2)->physical_address = UINT64_MAX;
        assert_int_equal(open_elf(), ELF_BAD_SEGMENT);
}

static void refuses_bad_alignment(void **state)
{
        (void)state;
        elf_header_at(elf, 1)->alignment = 0x1800;
        assert_int_equal(open_elf(), ELF_BAD_SEGMENT);
        elf_header_at(elf, 1)->alignment = 0x1000;
        elf_header_at(elf, 1)->virtual_address += 8;
        assert_int_equal(open_elf(), ELF_BAD_SEGMENT);
}

static void says_that_the_program_headers_are_not_in_memory(void **state)
{
        struct elf_file file;

        (void)state;
        elf_header_at(elf, 0)->type = 0x6474e551;
        assert_int_equal(elf_open(&file, elf, sizeof(elf)), ELF_OK);
        assert_int_equal(elf_program_headers_address(&file), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(walks_the_segments_of_a_good_program, set_up),
                cmocka_unit_test_setup(refuses_every_truncation_of_the_headers, set_up),
                cmocka_unit_test_setup(refuses_another_kind_of_file, set_up),
                cmocka_unit_test_setup(refuses_program_headers_outside_the_file, set_up),
                cmocka_unit_test_setup(refuses_an_interpreter_and_dynamic_linking, set_up),
                cmocka_unit_test_setup(takes_a_program_for_any_address_only_where_it_is_asked_for,
                                       set_up),
                cmocka_unit_test_setup(refuses_bytes_outside_the_file, set_up),
                cmocka_unit_test_setup(refuses_sizes_that_contradict_each_other, set_up),
                cmocka_unit_test_setup(refuses_bad_alignment, set_up),
                cmocka_unit_test_setup(says_that_the_program_headers_are_not_in_memory, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
