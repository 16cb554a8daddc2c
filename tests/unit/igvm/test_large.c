/*
 * tests/unit/igvm/test_large.c - many headers, in the order that is worst, and with values chosen to be: the time must not grow
 * with their square, or these tests would not end; and memory must not be touched without need.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/igvm/hosted.h"
#include "tests/unit/igvm/file_builder.h"

#define MASK 1u
#define MANY 100000u
#define ADD(builder, type, ...)                                        \
        do {                                                           \
                const __VA_ARGS__;                                     \
                (void)builder_add(builder, type, &body, sizeof(body)); \
        } while (0)

/* Of SEV-SNP; the data, one page, follows the headers. */
static struct file_builder start(void)
{
        struct file_builder builder = builder_start();

        builder.data_offset = 0;
        ADD(&builder, IGVM_SUPPORTED_PLATFORM,
            struct igvm_supported_platform body = { MASK, 0, IGVM_PLATFORM_SEV_SNP, 1, 0 });
        return builder;
}

static void add_page(struct file_builder *builder, uint64_t number)
{
        ADD(builder, IGVM_PAGE_DATA,
            struct igvm_page_data body = { number * IGVM_PAGE_SIZE, MASK, 0, 0, 0, 0 });
}

struct opened {
        uint8_t *data;
        size_t size;
        struct igvm_workspace workspace;
        struct igvm_file file;
        struct igvm_error error;
};

/* In place, since the file points to its workspace. */
static enum igvm_rule open_built(struct file_builder *builder, struct opened *opened)
{
        enum igvm_rule rule;

        (void)builder_data(builder, NULL, IGVM_PAGE_SIZE);
        opened->data = builder_finish(builder, &opened->size);
        builder_free(builder);
        assert_int_equal(igvm_workspace_allocate(&opened->workspace, opened->data, opened->size),
                         0);
        rule = igvm_open(&opened->file, opened->data, opened->size, IGVM_STRICT, &opened->workspace,
                         &opened->error);
        assert_int_equal(rule, opened->error.rule);
        return rule;
}

static void close_opened(struct opened *opened)
{
        igvm_workspace_free(&opened->workspace);
        free(opened->data);
}

static void reads_pages_in_descending_order(void **state)
{
        struct file_builder builder = start();
        struct opened opened;

        (void)state;
        for (uint32_t i = MANY; i-- > 0;)
                add_page(&builder, i);
        assert_int_equal(open_built(&builder, &opened), IGVM_OK);
        assert_int_equal(opened.file.header_count, MANY + 1);
        close_opened(&opened);
}

/* A permutation without order: multiplication by an odd number, modulo a power of two. */
static void names_the_later_of_two_pages_wherever_they_are(void **state)
{
        struct file_builder builder = start();
        struct opened opened;

        (void)state;
        for (uint32_t i = 0; i < 0x10000; i++)
                add_page(&builder, i * 40503u & 0xffff);
        add_page(&builder, 4711);
        add_page(&builder, 0x20000);
        assert_int_equal(open_built(&builder, &opened), IGVM_OVERLAP);
        assert_int_equal(opened.error.header, 0x10001);
        assert_int_equal(opened.file.header_count, 0x10001);
        assert_int_equal(opened.error.offset, 32 + 24 + 0x10000 * 32);
        close_opened(&opened);
}

/* Two runs, each one range: the header inside the later one is counted out. */
static void names_a_page_inside_a_run(void **state)
{
        struct file_builder builder = start();
        struct opened opened;

        (void)state;
        for (uint32_t i = 0; i < 100; i++)
                add_page(&builder, 500 + i);
        for (uint32_t i = 0; i < 600; i++)
                add_page(&builder, i);
        assert_int_equal(open_built(&builder, &opened), IGVM_OVERLAP);
        assert_int_equal(opened.error.header, 1 + 100 + 500);
        close_opened(&opened);
}

static void keeps_a_run_of_pages_as_one_range(void **state)
{
        static struct igvm_range range;
        struct igvm_workspace small = { .ranges = &range, .range_capacity = 1 };
        struct file_builder builder = start();
        struct igvm_error error;
        struct opened opened;
        struct igvm_file file;

        (void)state;
        for (uint32_t i = 0; i < MANY; i++)
                add_page(&builder, i);
        assert_int_equal(open_built(&builder, &opened), IGVM_OK);
        assert_int_equal(igvm_open(&file, opened.data, opened.size, IGVM_STRICT, &small, &error),
                         IGVM_OK);
        assert_int_equal(range.start, 0);
        assert_int_equal(range.end, (uint64_t)MANY * IGVM_PAGE_SIZE);
        close_opened(&opened);
}

static void add_area(struct file_builder *builder, uint32_t index, uint64_t gpa)
{
        ADD(builder, IGVM_PARAMETER_AREA,
            struct igvm_parameter_area body = { IGVM_PAGE_SIZE, index, 0 });
        ADD(builder, IGVM_VP_COUNT, struct igvm_parameter body = { index, 8 });
        ADD(builder, IGVM_PARAMETER_INSERT,
            struct igvm_parameter_insert body = { gpa, MASK, index });
}

/* Whatever the table is, some choice of indexes is bad for it: multiples of a power of two, descending. */
static void reads_many_areas_with_bad_indexes(void **state)
{
        struct file_builder builder = start();
        struct igvm_parameter_area area;
        struct opened opened;

        (void)state;
        for (uint32_t i = MANY / 2; i-- > 0;)
                add_area(&builder, i << 15, UINT64_C(0x100000000) - (uint64_t)i * 0x2000);
        assert_int_equal(open_built(&builder, &opened), IGVM_OK);
        assert_int_equal(opened.file.area_count, MANY / 2);
        assert_true(igvm_find_area(&opened.file, 77 << 15, &area));
        assert_int_equal(area.number_of_bytes, IGVM_PAGE_SIZE);
        assert_int_equal(area.parameter_area_index, 77 << 15);
        assert_false(igvm_find_area(&opened.file, 77, &area));
        assert_false(igvm_find_area(&opened.file, UINT32_MAX, &area));
        close_opened(&opened);
}

static void fills_a_workspace_to_the_last_place(void **state)
{
        static struct igvm_range ranges[3];
        static struct igvm_area areas[3];
        struct igvm_workspace full = { ranges, 3, areas, 3 };
        struct file_builder builder = start();
        struct igvm_error error;
        struct opened opened;
        struct igvm_file file;

        (void)state;
        for (uint32_t i = 0; i < 3; i++)
                add_area(&builder, i, i * UINT64_C(0x2000));
        assert_int_equal(open_built(&builder, &opened), IGVM_OK);
        assert_int_equal(igvm_open(&file, opened.data, opened.size, IGVM_STRICT, &full, &error),
                         IGVM_OK);
        full.range_capacity = 2;
        assert_int_equal(igvm_open(&file, opened.data, opened.size, IGVM_STRICT, &full, &error),
                         IGVM_WORKSPACE_TOO_SMALL);
        assert_int_equal(error.header, 9);
        full = (struct igvm_workspace){ ranges, 3, areas, 2 };
        assert_int_equal(igvm_open(&file, opened.data, opened.size, IGVM_STRICT, &full, &error),
                         IGVM_WORKSPACE_TOO_SMALL);
        assert_int_equal(error.header, 7);
        close_opened(&opened);
}

/* A start state for each processor that there can be, backwards, and then one of them again. */
static void finds_a_processor_given_twice_among_all(void **state)
{
        struct file_builder builder = start();
        size_t headers = builder.headers_size + 0x10001 * (8 + 24);
        uint32_t data = (uint32_t)(32 + headers);
        struct opened opened;

        (void)state;
        for (uint32_t i = 0x10000; i-- > 0;)
                ADD(&builder, IGVM_VP_CONTEXT,
                    struct igvm_vp_context body = { 0xfffffffff000, MASK, data, (uint16_t)i, 0 });
        ADD(&builder, IGVM_VP_CONTEXT,
            struct igvm_vp_context body = { 0xfffffffff000, MASK, data, 0x1234, 0 });
        assert_int_equal(open_built(&builder, &opened), IGVM_DUPLICATE_CONTEXT);
        assert_int_equal(opened.error.header, 1 + 0x10000);
        close_opened(&opened);
}

static void add_unknown(struct file_builder *builder)
{
        ADD(builder, 0x3f0 | IGVM_TYPE_OPTIONAL, uint8_t body[3] = { 1, 2, 3 });
}

static void counts_the_optional_headers_that_it_skips(void **state)
{
        struct file_builder builder = start();
        struct opened opened;

        (void)state;
        for (unsigned int i = 0; i < 5; i++)
                add_unknown(&builder);
        add_page(&builder, 0);
        assert_int_equal(open_built(&builder, &opened), IGVM_OK);
        assert_int_equal(opened.file.skipped_count, 5);
        assert_int_equal(opened.file.header_count, 7);
        close_opened(&opened);
}

static void add_large_page(struct file_builder *builder, uint64_t gpa, uint32_t file_offset)
{
        ADD(builder, IGVM_PAGE_DATA,
            struct igvm_page_data body = { gpa, MASK, file_offset, IGVM_PAGE_IS_2MB, 0, 0 });
}

/* Large pages with and without data, side by side, and a small one that must not be among them. */
static enum igvm_rule rule_with_large_pages(uint64_t small_gpa)
{
        struct file_builder builder = start();
        struct opened opened;
        enum igvm_rule rule;

        builder.data_offset = IGVM_PAGE_SIZE;
        (void)builder_data(&builder, NULL, IGVM_LARGE_PAGE_SIZE);
        add_large_page(&builder, 0x200000, IGVM_PAGE_SIZE);
        add_large_page(&builder, 0x400000, 0);
        add_page(&builder, small_gpa / IGVM_PAGE_SIZE);
        rule = open_built(&builder, &opened);
        close_opened(&opened);
        return rule;
}

static void takes_large_pages(void **state)
{
        const struct igvm_page_data large = { .flags = IGVM_PAGE_IS_2MB | IGVM_PAGE_SHARED };
        const struct igvm_page_data small = { .flags = IGVM_PAGE_SHARED };

        (void)state;
        assert_int_equal(rule_with_large_pages(0x1ff000), IGVM_OK);
        assert_int_equal(rule_with_large_pages(0x600000), IGVM_OK);
        assert_int_equal(rule_with_large_pages(0x200000), IGVM_OVERLAP);
        assert_int_equal(rule_with_large_pages(0x5ff000), IGVM_OVERLAP);
        assert_int_equal(igvm_page_size(&large), 0x200000);
        assert_int_equal(igvm_page_size(&small), 4096);
}

#define LARGEST UINT32_MAX

/* A file of 4 GiB - 1, of which few pages are touched. The headers begin at @start, a page's data at @data. */
static enum igvm_rule rule_of_largest_file(uint32_t start_of_headers, uint32_t data)
{
        const struct igvm_supported_platform platform = { MASK, 0, IGVM_PLATFORM_SEV_SNP, 1, 0 };
        const struct igvm_page_data page = { 0, MASK, data, 0, 0, 0 };
        const struct igvm_variable_header types[] = {
                { IGVM_SUPPORTED_PLATFORM, sizeof(platform) },
                { IGVM_PAGE_DATA, sizeof(page) },
        };
        const struct igvm_fixed_header fixed = { IGVM_MAGIC, 1, start_of_headers, 56, LARGEST, 0 };
        uint8_t *file = mmap(NULL, LARGEST, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        struct igvm_workspace workspace;
        struct igvm_error error;
        struct igvm_file igvm;
        enum igvm_rule rule;

        assert_true(file != MAP_FAILED);
        memcpy(file, &fixed, sizeof(fixed));
        memcpy(file + start_of_headers, &types[0], 8);
        memcpy(file + start_of_headers + 8, &platform, 16);
        memcpy(file + start_of_headers + 24, &types[1], 8);
        memcpy(file + start_of_headers + 32, &page, 24);
        builder_seal(file, LARGEST);
        assert_int_equal(igvm_workspace_allocate(&workspace, file, LARGEST), 0);
        rule = igvm_open(&igvm, file, LARGEST, IGVM_STRICT, &workspace, &error);
        if (rule == IGVM_OK)
                assert_int_equal(igvm_data(&igvm, data)[IGVM_PAGE_SIZE - 1], 0);
        igvm_workspace_free(&workspace);
        munmap(file, LARGEST);
        return rule;
}

static void reads_the_largest_file(void **state)
{
        (void)state;
        assert_int_equal(rule_of_largest_file(24, LARGEST - IGVM_PAGE_SIZE), IGVM_OK);
        assert_int_equal(rule_of_largest_file(24, LARGEST - IGVM_PAGE_SIZE + 1),
                         IGVM_OUTSIDE_FILE_DATA);
        assert_int_equal(rule_of_largest_file(0xffff0000, 0xffff1000), IGVM_OK);
        assert_int_equal(rule_of_largest_file(0xffff0000, 0x1000), IGVM_OUTSIDE_FILE_DATA);
        assert_int_equal(rule_of_largest_file(0xffffffc0, LARGEST), IGVM_OUTSIDE_FILE_DATA);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_pages_in_descending_order),
                cmocka_unit_test(names_the_later_of_two_pages_wherever_they_are),
                cmocka_unit_test(names_a_page_inside_a_run),
                cmocka_unit_test(keeps_a_run_of_pages_as_one_range),
                cmocka_unit_test(reads_many_areas_with_bad_indexes),
                cmocka_unit_test(fills_a_workspace_to_the_last_place),
                cmocka_unit_test(finds_a_processor_given_twice_among_all),
                cmocka_unit_test(counts_the_optional_headers_that_it_skips),
                cmocka_unit_test(takes_large_pages),
                cmocka_unit_test(reads_the_largest_file),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
