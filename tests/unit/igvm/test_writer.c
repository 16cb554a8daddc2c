/* tests/unit/igvm/test_writer.c - files as the writer makes them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

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

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(same_calls_make_the_same_bytes),
                cmocka_unit_test(zero_pages_need_no_file_data),
                cmocka_unit_test(refuses_a_second_pass_that_differs),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
