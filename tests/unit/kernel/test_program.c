/*
 * tests/unit/kernel/test_program.c - what a program's memory and first stack look like, and which
 * programs are refused.
 */
#include "tests/unit/kernel/services_test.h"

#include "lib/x86/paging.h"

static const char no_args[SERVICE_ARGS_SIZE];

static int set_up(void **state)
{
        (void)state;
        build_elf(test_program);
        return 0;
}

static struct service *load(void)
{
        make_archive("");
        return load_one(no_args, 0);
}

static uint8_t byte_at(const struct service *service, uint64_t address)
{
        uint8_t byte;

        assert_true(user_read(&service->memory, &byte, address, 1));
        return byte;
}

static uint64_t word_at(const struct service *service, uint64_t address)
{
        uint64_t word;

        assert_true(user_read(&service->memory, &word, address, sizeof(word)));
        return word;
}

static bool writable(const struct service *service, uint64_t address)
{
        uint8_t byte = byte_at(service, address);

        return user_write(&service->memory, address, &byte, 1);
}

static void maps_read_only_pages_in_place_and_copies_the_rest(void **state)
{
        struct service *service = load();

        (void)state;
        assert_non_null(service);
        assert_false(address_space_owns(&service->memory, 0x400000));
        assert_false(address_space_owns(&service->memory, 0x401000));
        assert_true(address_space_owns(&service->memory, TEST_ELF_DATA));
        assert_int_equal(byte_at(service, 0x401000), 'r');
        assert_int_equal(byte_at(service, TEST_ELF_DATA + 0x7ff), 'd');
        assert_int_equal(byte_at(service, TEST_ELF_DATA + 0x800),
                         0); /* bss, not the file's bytes */
        assert_int_equal(byte_at(service, TEST_ELF_DATA + 0x1fff), 0);
        assert_false(writable(service, 0x400200));
        assert_false(writable(service, 0x401000));
        assert_true(writable(service, TEST_ELF_DATA));
        assert_true(service->brk_start >= TEST_ELF_DATA + 0x2000);
        assert_true(service->brk_start < TEST_ELF_DATA + 0x2000 + BRK_GAP * PAGE_SIZE);
        assert_true(page_aligned(service->brk_start));
        assert_int_equal(service->context.rip, TEST_ELF_ENTRY);
}

static void copies_everything_when_the_archive_is_not_aligned(void **state)
{
        struct service *service;

        (void)state;
        fake_reset(ARCHIVE_SPACE);
        test_archive = (struct archive){ .data = fake.own, .capacity = ARCHIVE_SPACE };
        archive_add(&test_archive, "bin/x", test_program, sizeof(test_program), 0);
        archive_end(&test_archive);
        service = load_one(no_args, 0);
        assert_non_null(service);
        assert_true(service->memory.pages > STACK_PAGES + 2);
        assert_false(writable(service, 0x400200));
        /* As if it were mapped in place. */
        assert_int_equal(address_space_protect(&service->memory, 0x400000, MAP_WRITE),
                         MAP_BAD_RIGHTS);
        assert_int_equal(address_space_protect(&service->memory, 0x401000, MAP_WRITE),
                         MAP_BAD_RIGHTS);
        assert_int_equal(byte_at(service, 0x400200), 0x90);
        assert_int_equal(byte_at(service, 0x401fff), 'r');
        assert_int_equal(byte_at(service, TEST_ELF_DATA), 'd');
}

static void gives_a_stack_with_a_guard_below(void **state)
{
        struct service *service = load();
        uint8_t byte;

        (void)state;
        assert_true(writable(service, service->stack_top - 1));
        assert_true(writable(service, service->stack_top - STACK_PAGES * PAGE_SIZE));
        assert_false(user_read(&service->memory, &byte,
                               service->stack_top - STACK_PAGES * PAGE_SIZE - 1, 1));
        assert_false(user_read(&service->memory, &byte, service->stack_top, 1));
}

static void puts_arguments_and_auxiliary_vector_on_the_stack(void **state)
{
        char args[SERVICE_ARGS_SIZE] = "one\0two";
        struct service *service;
        uint64_t sp;
        char text[8] = { 0 };

        (void)state;
        make_archive("");
        service = load_one(args, 2);
        sp = service->context.rsp;
        assert_int_equal(sp % 16, 0);
        assert_int_equal(word_at(service, sp), 3);
        assert_true(user_read(&service->memory, text, word_at(service, sp + 8), 7));
        assert_string_equal(text, "/bin/x");
        assert_true(user_read(&service->memory, text, word_at(service, sp + 24), 4));
        assert_string_equal(text, "two");
        assert_int_equal(word_at(service, sp + 32), 0); /* end of argv */
        assert_int_equal(word_at(service, sp + 40), 0); /* end of the environment */
        assert_int_equal(word_at(service, sp + 48), 3); /* AT_PHDR */
        assert_int_equal(word_at(service, sp + 56), 0x400040);
        for (sp += 48; word_at(service, sp) != 0 && word_at(service, sp) != 25; sp += 16)
                ;
        assert_int_equal(word_at(service, sp), 25); /* AT_RANDOM */
        assert_int_not_equal(word_at(service, word_at(service, sp + 8)), 0);
}

static void keeps_the_stack_aligned_for_any_number_of_arguments(void **state)
{
        char args[SERVICE_ARGS_SIZE] = "a\0b\0c\0d";

        (void)state;
        for (unsigned int count = 0; count <= 4; count++) {
                make_archive("");
                assert_int_equal(load_one(args, count)->context.rsp % 16, 0);
        }
}

static void assert_refused(const char *reason)
{
        uint64_t used;

        assert_null(load());
        assert_true(fake_logged("x: /bin/x: "));
        if (!fake_logged(reason))
                fail_msg("expected %s in: %s", reason, fake.log);
        used = pages_used();
        assert_int_equal(used, 1); /* the service itself: all else was given back */
}

/* As ld makes it: for address 0, with a DYNAMIC segment in the data. */
static void make_movable(void)
{
        build_elf(test_program);
        test_program[16] = 3;
        for (unsigned int i = 0; i < 3; i++)
                elf_header_at(test_program, i)->virtual_address -= 0x400000;
        memcpy(test_program + 24, &(uint64_t){ TEST_ELF_ENTRY - 0x400000 }, 8);
}

static void a_movable_program_is_somewhere_else_each_time(void **state)
{
        uint64_t last = 0;

        (void)state;
        make_movable();
        for (unsigned int i = 0; i < 8; i++) {
                struct service *service = load();
                uint64_t base;

                assert_non_null(service);
                base = service->context.rip - (TEST_ELF_ENTRY - 0x400000);
                assert_true(page_aligned(base));
                assert_true(base >= PROGRAM_AREA);
                assert_true(base < PROGRAM_AREA + RANDOM_PAGES * PAGE_SIZE);
                assert_int_not_equal(base, last);
                last = base;
                assert_int_equal(byte_at(service, base + 0x1000), 'r');
                assert_int_equal(byte_at(service, base + 0x2000), 'd');
                assert_false(writable(service, base + 0x200));
                assert_true(writable(service, base + 0x2000));
                assert_int_equal(service->brk_end, base + BRK_END);
                /* AT_PHDR, by which it finds itself, and AT_ENTRY */
                assert_int_equal(word_at(service, service->context.rsp + 32 + 8), base + 0x40);
                assert_int_equal(word_at(service, service->context.rsp + 32 + 4 * 16 + 8),
                                 service->context.rip);
        }
}

static void heap_stack_and_mappings_are_somewhere_else_each_time(void **state)
{
        uint64_t last[3] = { 0 };

        (void)state;
        for (unsigned int i = 0; i < 8; i++) {
                struct service *service = load();
                const uint64_t now[3] = { service->brk_start, service->mmap_start,
                                          service->stack_top };

                for (unsigned int j = 0; j < 3; j++) {
                        assert_true(page_aligned(now[j]));
                        assert_int_not_equal(now[j], last[j]);
                        last[j] = now[j];
                }
                assert_true(service->mmap_start >= MMAP_AREA);
                assert_true(service->mmap_start < MMAP_AREA + RANDOM_PAGES * PAGE_SIZE);
                assert_true(service->stack_top >= STACK_AREA);
                assert_true(service->stack_top <
                            STACK_AREA + (RANDOM_PAGES + STACK_PAGES) * PAGE_SIZE);
        }
}

static void refuses_writable_code(void **state)
{
        (void)state;
        elf_header_at(test_program, 0)->flags = 7;
        assert_refused("writable and executable");
}

static void refuses_addresses_that_are_not_for_programs(void **state)
{
        static const uint64_t addresses[] = { 0,
                                              0xf000,
                                              BRK_END - 0x1000,
                                              BRK_END,
                                              UINT64_C(0x7ffffffff000),
                                              UINT64_C(0xffffffff80002000) };

        (void)state;
        for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
                build_elf(test_program);
                elf_header_at(test_program, 2)->virtual_address = addresses[i];
                assert_refused("outside the program's range");
        }
}

static void refuses_a_movable_program_that_is_larger_than_its_range(void **state)
{
        static const uint64_t addresses[] = { BRK_END - 0x1000, BRK_END, PROGRAM_AREA,
                                              UINT64_C(0xfffffffffffff000) };

        (void)state;
        for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
                make_movable();
                elf_header_at(test_program, 2)->virtual_address = addresses[i];
                elf_header_at(test_program, 2)->memory_size = 0xfff + 0x800;
                assert_null(load());
        }
}

static void refuses_segments_that_share_a_page(void **state)
{
        (void)state;
        elf_header_at(test_program, 1)->virtual_address = 0x400000;
        assert_refused("share a page");
}

static void refuses_an_address_that_does_not_fit_the_file(void **state)
{
        (void)state;
        elf_header_at(test_program, 2)->alignment = 0;
        elf_header_at(test_program, 2)->virtual_address += 8;
        assert_refused("differ within a page");
}

static void refuses_what_is_no_program(void **state)
{
        (void)state;
        test_program[0] = 0;
        assert_refused("not an x86-64 ELF file");
}

static void refuses_a_program_that_is_too_big(void **state)
{
        (void)state;
        elf_header_at(test_program, 2)->memory_size = 0x3000000;
        assert_refused("not enough memory");
}

static void stops_everything_without_entropy(void **state)
{
        jmp_buf stop;

        (void)state;
        make_archive("");
        fake.no_entropy = true;
        fake.stop = &stop;
        if (setjmp(stop) == 0) {
                load_one(no_args, 0);
                fail_msg("went on without entropy");
        }
        assert_int_equal(fake.stop_reason, 6);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(maps_read_only_pages_in_place_and_copies_the_rest, set_up),
                cmocka_unit_test_setup(copies_everything_when_the_archive_is_not_aligned, set_up),
                cmocka_unit_test_setup(gives_a_stack_with_a_guard_below, set_up),
                cmocka_unit_test_setup(puts_arguments_and_auxiliary_vector_on_the_stack, set_up),
                cmocka_unit_test_setup(keeps_the_stack_aligned_for_any_number_of_arguments, set_up),
                cmocka_unit_test_setup(a_movable_program_is_somewhere_else_each_time, set_up),
                cmocka_unit_test_setup(heap_stack_and_mappings_are_somewhere_else_each_time,
                                       set_up),
                cmocka_unit_test_setup(refuses_writable_code, set_up),
                cmocka_unit_test_setup(refuses_addresses_that_are_not_for_programs, set_up),
                cmocka_unit_test_setup(refuses_a_movable_program_that_is_larger_than_its_range,
                                       set_up),
                cmocka_unit_test_setup(refuses_segments_that_share_a_page, set_up),
                cmocka_unit_test_setup(refuses_an_address_that_does_not_fit_the_file, set_up),
                cmocka_unit_test_setup(refuses_what_is_no_program, set_up),
                cmocka_unit_test_setup(refuses_a_program_that_is_too_big, set_up),
                cmocka_unit_test_setup(stops_everything_without_entropy, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
