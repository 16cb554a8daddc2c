/* tests/unit/console/test_symbols.c - tools/run/elf_symbols.h, with this program's own file: good, cut short, and changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/common/file.h"
#include "tools/run/elf_symbols.h"

extern const char __executable_start[];

static struct file program;

static int set_up(void **state)
{
        (void)state;
        return file_read("/proc/self/exe", &program);
}

static int tear_down(void **state)
{
        (void)state;
        file_free(&program);
        return 0;
}

/* A position-independent program's symbols count from its start. */
static uint64_t address_of(int (*function)(void **))
{
        return (uint64_t)(uintptr_t)function - (uint64_t)(uintptr_t)__executable_start;
}

static void names_the_function_and_the_distance(void **state)
{
        struct elf_symbol symbol;

        (void)state;
        assert_true(elf_symbol_at(program.data, program.size, address_of(tear_down), &symbol));
        assert_string_equal(symbol.name, "tear_down");
        assert_int_equal(symbol.offset, 0);
        assert_true(elf_symbol_at(program.data, program.size, address_of(tear_down) + 3, &symbol));
        assert_string_equal(symbol.name, "tear_down");
        assert_int_equal(symbol.offset, 3);
        assert_false(elf_symbol_at("no such file", 12, 0, &symbol));
}

/* Every answer's name must have an end within the bytes: strlen() would be seen to go too far. */
static void look(const uint8_t *data, size_t size)
{
        struct elf_symbol symbol;

        if (elf_symbol_at(data, size, address_of(tear_down), &symbol)) {
                assert_true((const uint8_t *)symbol.name >= data);
                assert_true((const uint8_t *)symbol.name + strlen(symbol.name) < data + size);
        }
}

static void bears_a_file_that_is_cut_short(void **state)
{
        (void)state;
        for (size_t size = 0; size < program.size; size += size < 128 ? 1 : program.size / 37) {
                uint8_t *copy = malloc(size + 1);

                assert_non_null(copy);
                memcpy(copy, program.data, size);
                look(copy, size);
                free(copy);
        }
}

/* The header's fields and all section headers, a byte each. */
static void bears_a_file_that_was_changed(void **state)
{
        uint64_t sections;

        (void)state;
        memcpy(&sections, program.data + 40, sizeof(sections));
        for (size_t at = 0; at < 64; at++) {
                program.data[at] ^= 0xff;
                look(program.data, program.size);
                program.data[at] ^= 0xff;
        }
        for (size_t at = sections; at < program.size && at < sections + 64 * 64; at += 1) {
                program.data[at] ^= 0xff;
                if (at % 8 == 7 || at % 64 < 8)
                        look(program.data, program.size);
                program.data[at] ^= 0xff;
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(names_the_function_and_the_distance),
                cmocka_unit_test(bears_a_file_that_is_cut_short),
                cmocka_unit_test(bears_a_file_that_was_changed),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
