/* tests/unit/igvm/test_writer.c - files as the writer makes them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/hosted.h"
#include "lib/igvm/writer.h"
#include "tests/unit/igvm/sample.h"

static void same_calls_make_the_same_bytes(void **state)
{
        struct sample first = sample_make();
        struct sample second = sample_make();

        (void)state;
        assert_int_equal(first.size, second.size);
        assert_memory_equal(first.data, second.data, first.size);
        sample_free(&first);
        sample_free(&second);
}

static void zero_pages_need_no_file_data(void **state)
{
        struct igvm_writer writer = igvm_writer_count();
        uint64_t before = igvm_writer_size(&writer);

        (void)state;
        igvm_write_page(&writer, 0, 1, IGVM_PAGE_NORMAL, NULL);
        assert_int_equal(igvm_writer_size(&writer) - before,
                         sizeof(struct igvm_variable_header) + sizeof(struct igvm_page_data));
}

/* The second pass must be the first again; anything else is noticed and writes nothing outside. */
static bool second_pass_works(unsigned int headers, unsigned int pages)
{
        static const uint8_t page[IGVM_PAGE_SIZE] = { 1 };
        const struct igvm_parameter body = { 0, 0 };
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_writer writer;
        uint8_t *out;
        bool done;

        igvm_write_header(&counted, IGVM_VP_COUNT, &body, sizeof(body));
        igvm_write_data(&counted, page, sizeof(page), sizeof(page));
        out = malloc(igvm_writer_size(&counted));
        assert_non_null(out);
        writer = igvm_writer_start(&counted, out);
        for (unsigned int i = 0; i < headers; i++)
                igvm_write_header(&writer, IGVM_VP_COUNT, &body, sizeof(body));
        for (unsigned int i = 0; i < pages; i++)
                igvm_write_data(&writer, page, sizeof(page), sizeof(page));
        done = igvm_writer_finish(&writer);
        free(out);
        return done;
}

static void refuses_a_second_pass_that_differs(void **state)
{
        (void)state;
        assert_true(second_pass_works(1, 1));
        assert_false(second_pass_works(2, 1));
        assert_false(second_pass_works(1, 2));
        assert_false(second_pass_works(0, 1));
        assert_false(second_pass_works(1, 0));
}

/* Writes a file in both passes by the same function. */
typedef void write_file(struct igvm_writer *writer);

static struct sample write_twice(struct igvm_writer counted, write_file *write)
{
        struct igvm_writer writer;
        struct sample out;

        write(&counted);
        out.size = igvm_writer_size(&counted);
        out.data = malloc(out.size);
        assert_non_null(out.data);
        writer = igvm_writer_start(&counted, out.data);
        write(&writer);
        assert_true(igvm_writer_finish(&writer));
        return out;
}

static void is_accepted(const struct sample *sample, enum igvm_level level)
{
        struct igvm_workspace workspace;
        struct igvm_error error;
        struct igvm_file file;
        char text[256];

        assert_int_equal(igvm_workspace_allocate(&workspace, sample->data, sample->size), 0);
        if (igvm_open(&file, sample->data, sample->size, level, &workspace, &error) != IGVM_OK) {
                (void)igvm_error_text(&error, text, sizeof(text));
                fail_msg("%s: %s", igvm_level_name(level), text);
        }
        igvm_workspace_free(&workspace);
}

static void is_accepted_at_every_level(const struct sample *sample)
{
        for (int level = IGVM_STRICT; level < IGVM_LEVEL_COUNT; level++)
                is_accepted(sample, (enum igvm_level)level);
}

static void write_platform(struct igvm_writer *writer)
{
        const struct igvm_supported_platform platform = {
                .compatibility_mask = 1,
                .platform_type = IGVM_PLATFORM_SEV_SNP,
                .platform_version = 1,
        };

        igvm_write_header(writer, IGVM_SUPPORTED_PLATFORM, &platform, sizeof(platform));
}

static void write_only_zeros(struct igvm_writer *writer)
{
        write_platform(writer);
        igvm_write_page(writer, 0x1000, 1, IGVM_PAGE_NORMAL, NULL);
}

/* The reference refuses a file whose section of file data is empty. */
static void a_file_of_zeros_still_has_file_data(void **state)
{
        struct sample out = write_twice(igvm_writer_count(), write_only_zeros);

        (void)state;
        is_accepted_at_every_level(&out);
        sample_free(&out);
}

static uint8_t pages[4][IGVM_PAGE_SIZE];
static uint8_t large[IGVM_LARGE_PAGE_SIZE];

static void fill_pages(void)
{
        memset(pages[0], 1, sizeof(pages[0]));
        memset(pages[1], 2, sizeof(pages[1]));
        memset(pages[2], 1, sizeof(pages[2])); /* as the first */
        memset(pages[3], 1, sizeof(pages[3]));
        pages[3][IGVM_PAGE_SIZE - 1] = 0;
        memset(large, 5, sizeof(large));
}

static void write_pages(struct igvm_writer *writer)
{
        const struct igvm_page_data page = {
                .gpa = IGVM_LARGE_PAGE_SIZE,
                .compatibility_mask = 1,
                .flags = IGVM_PAGE_IS_2MB | IGVM_PAGE_UNMEASURED,
        };

        write_platform(writer);
        for (size_t i = 0; i < 4; i++)
                igvm_write_page(writer, i * IGVM_PAGE_SIZE, 1, IGVM_PAGE_NORMAL, pages[i]);
        igvm_write_page_data(writer, &page, large);
}

static struct igvm_page_data page_of(const struct sample *sample, uint32_t header)
{
        struct igvm_error error;
        struct igvm_page_data page = { 0 };
        struct igvm_header found;
        struct igvm_file file;
        struct igvm_iterator iterator;

        assert_int_equal(open_strictly(&file, sample->data, sample->size, &error), IGVM_OK);
        iterator = igvm_iterate(&file);
        while (igvm_next(&iterator, &found))
                if (found.index == header)
                        igvm_body(&found, &page, sizeof(page));
        return page;
}

static void large_pages_have_2_mib_of_file_data(void **state)
{
        struct sample out;
        struct igvm_page_data page;

        (void)state;
        fill_pages();
        out = write_twice(igvm_writer_count(), write_pages);
        page = page_of(&out, 5);
        assert_int_equal(page.flags, IGVM_PAGE_IS_2MB | IGVM_PAGE_UNMEASURED);
        assert_int_equal(out.size, page.file_offset + IGVM_LARGE_PAGE_SIZE);
        assert_memory_equal(out.data + page.file_offset, large, sizeof(large));
        sample_free(&out);
}

static void equal_data_is_written_once_for_who_has_a_table(void **state)
{
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_written_table table;
        struct sample plain, shared;

        (void)state;
        fill_pages();
        assert_int_equal(igvm_written_table_allocate(&table, 5), 0);
        plain = write_twice(igvm_writer_count(), write_pages);
        igvm_writer_share(&counted, &table);
        shared = write_twice(counted, write_pages);
        assert_int_equal(shared.size, plain.size - IGVM_PAGE_SIZE);
        assert_int_equal(page_of(&shared, 1).file_offset, page_of(&shared, 3).file_offset);
        for (uint32_t i = 0; i < 4; i++)
                assert_memory_equal(shared.data + page_of(&shared, i + 1).file_offset, pages[i],
                                    IGVM_PAGE_SIZE);
        assert_memory_equal(shared.data + page_of(&shared, 5).file_offset, large, sizeof(large));
        is_accepted(&shared, IGVM_STRICT);
        igvm_written_table_free(&table);
        sample_free(&plain);
        sample_free(&shared);
}

/* Then some equal data is not found, and nothing worse. */
static void a_table_may_be_too_small(void **state)
{
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_written entry;
        struct igvm_written_table table = { &entry, 1 };
        struct sample out;

        (void)state;
        fill_pages();
        igvm_writer_share(&counted, &table);
        out = write_twice(counted, write_pages);
        for (uint32_t i = 0; i < 4; i++)
                assert_memory_equal(out.data + page_of(&out, i + 1).file_offset, pages[i],
                                    IGVM_PAGE_SIZE);
        sample_free(&out);
}

static void write_native(struct igvm_writer *writer)
{
        static const struct igvm_native_context native = { .rflags = 2 };
        const struct igvm_supported_platform platform = {
                .compatibility_mask = 4,
                .platform_type = IGVM_PLATFORM_NATIVE,
                .platform_version = 1,
        };
        struct igvm_vp_context context = { .compatibility_mask = 4 };

        igvm_write_header(writer, IGVM_SUPPORTED_PLATFORM, &platform, sizeof(platform));
        context.file_offset = igvm_write_data(writer, &native, sizeof(native), IGVM_CONTEXT_SIZE);
        igvm_write_header(writer, IGVM_VP_CONTEXT, &context, sizeof(context));
}

static void version_2_says_architecture_and_page_size(void **state)
{
        const struct igvm_fixed_header_extension extension = { IGVM_ARCHITECTURE_X64,
                                                               IGVM_PAGE_SIZE };
        struct sample out = write_twice(igvm_writer_count_v2(&extension), write_native);

        (void)state;
        assert_memory_equal(out.data + sizeof(struct igvm_fixed_header), &extension,
                            sizeof(extension));
        is_accepted_at_every_level(&out);
        sample_free(&out);
}

/* Nothing of 4 GiB is there: the first pass does not look at the data, since it has no table. */
static void more_than_4_gib_cannot_be_written(void **state)
{
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_writer writer;
        uint8_t out[64];

        (void)state;
        for (unsigned int i = 0; i < 4; i++)
                igvm_write_data(&counted, NULL, 0, UINT32_C(1) << 30);
        assert_true(igvm_writer_size(&counted) > UINT32_MAX);
        writer = igvm_writer_start(&counted, out);
        writer.data_end = writer.capacity; /* as if all had been written */
        assert_false(igvm_writer_finish(&writer));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(same_calls_make_the_same_bytes),
                cmocka_unit_test(zero_pages_need_no_file_data),
                cmocka_unit_test(refuses_a_second_pass_that_differs),
                cmocka_unit_test(a_file_of_zeros_still_has_file_data),
                cmocka_unit_test(large_pages_have_2_mib_of_file_data),
                cmocka_unit_test(equal_data_is_written_once_for_who_has_a_table),
                cmocka_unit_test(a_table_may_be_too_small),
                cmocka_unit_test(version_2_says_architecture_and_page_size),
                cmocka_unit_test(more_than_4_gib_cannot_be_written),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
