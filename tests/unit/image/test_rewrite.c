/* tests/unit/image/test_rewrite.c - files that are copied into a writer, as they are or with headers dropped and changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/igvm/digest.h"
#include "tests/unit/igvm/sample.h"
#include "tests/unit/image/last_error.h"
#include "tools/image/read/rewrite.h"

static void write_all(struct image_source *source, struct igvm_writer *writer)
{
        image_source_write_data(source, writer);
        image_source_write_headers(source, writer, IGVM_FIRST_PLATFORM, IGVM_LAST_DIRECTIVE);
}

static struct sample copy(const struct igvm_file *file, struct igvm_writer counted,
                          image_edit *edit, void *context)
{
        struct image_source source;
        struct igvm_writer writer;
        struct sample out;

        assert_int_equal(image_source_open(&source, "sample", file, edit, context), 0);
        write_all(&source, &counted);
        out.size = igvm_writer_size(&counted);
        out.data = malloc(out.size);
        assert_non_null(out.data);
        writer = igvm_writer_start(&counted, out.data);
        write_all(&source, &writer);
        assert_true(igvm_writer_finish(&writer));
        image_source_close(&source);
        return out;
}

static struct igvm_file open_sample(const struct sample *sample)
{
        struct igvm_error error;
        struct igvm_file file;

        assert_int_equal(open_strictly(&file, sample->data, sample->size, &error), IGVM_OK);
        return file;
}

static void without_edits_the_copy_is_the_same(void **state)
{
        struct sample sample = sample_make();
        struct igvm_file file = open_sample(&sample);
        struct sample out = copy(&file, image_writer_like(&file), NULL, NULL);

        (void)state;
        assert_int_equal(out.size, sample.size);
        assert_memory_equal(out.data, sample.data, sample.size);
        sample_free(&out);
        sample_free(&sample);
}

/* What the headers say and lead to is the same again after a way through version 2 and back. */
static void format_versions_are_kept(void **state)
{
        const struct igvm_fixed_header_extension extension = { IGVM_ARCHITECTURE_X64,
                                                               IGVM_PAGE_SIZE };
        struct sample sample = sample_make();
        struct igvm_file file = open_sample(&sample);
        struct sample second = copy(&file, igvm_writer_count_v2(&extension), NULL, NULL);
        struct sample again, back;

        (void)state;
        file = open_sample(&second);
        assert_int_equal(file.fixed.format_version, 2);
        assert_int_equal(second.size, sample.size + sizeof(extension));
        again = copy(&file, image_writer_like(&file), NULL, NULL);
        assert_int_equal(again.size, second.size);
        assert_memory_equal(again.data, second.data, second.size);
        back = copy(&file, igvm_writer_count(), NULL, NULL);
        assert_int_equal(back.size, sample.size);
        assert_memory_equal(back.data, sample.data, sample.size);
        sample_free(&sample);
        sample_free(&second);
        sample_free(&again);
        sample_free(&back);
}

static bool drop_page(void *context, const struct igvm_header *header, void *body)
{
        (void)body;
        return header->index != *(const uint32_t *)context;
}

static void what_only_dropped_headers_lead_to_is_left_behind(void **state)
{
        const size_t header = sizeof(struct igvm_variable_header) + sizeof(struct igvm_page_data);
        uint32_t dropped = SAMPLE_PAGE_SHARED;
        struct sample sample = sample_make();
        struct igvm_file file = open_sample(&sample);
        struct sample out = copy(&file, igvm_writer_count(), drop_page, &dropped);
        uint8_t before[IGVM_DIGEST_SIZE];
        uint8_t after[IGVM_DIGEST_SIZE];

        (void)state;
        igvm_measure(&file, SAMPLE_MASK_SNP, before);
        assert_int_equal(out.size, sample.size - header - IGVM_PAGE_SIZE);
        file = open_sample(&out);
        assert_int_equal(file.header_count, SAMPLE_HEADERS - 1);
        igvm_measure(&file, SAMPLE_MASK_SNP, after); /* a shared page does not count */
        assert_memory_equal(before, after, sizeof(before));
        sample_free(&out);
        sample_free(&sample);
}

static uint32_t page_offset(const struct sample *sample, unsigned int index)
{
        struct igvm_page_data page;

        memcpy(&page, sample->data + sample_offset(sample, index) + 8, sizeof(page));
        return page.file_offset;
}

/* Headers that share data, or parts of it, still do. */
static void shared_data_is_copied_once(void **state)
{
        struct sample sample = sample_make();
        uint32_t shared = page_offset(&sample, SAMPLE_PAGE);
        struct igvm_file file;
        struct sample out;

        (void)state;
        sample_patch(&sample, SAMPLE_PAGE_SHARED, offsetof(struct igvm_page_data, file_offset),
                     shared, 4);
        sample_patch(&sample, SAMPLE_PAGE_UNMEASURED, offsetof(struct igvm_page_data, file_offset),
                     shared + 16, 4);
        file = open_sample(&sample);
        out = copy(&file, igvm_writer_count(), NULL, NULL);
        assert_int_equal(out.size, sample.size - UINT64_C(2) * IGVM_PAGE_SIZE);
        shared = page_offset(&out, SAMPLE_PAGE);
        assert_int_equal(page_offset(&out, SAMPLE_PAGE_SHARED), shared);
        assert_int_equal(page_offset(&out, SAMPLE_PAGE_UNMEASURED), shared + 16);
        open_sample(&out);
        sample_free(&out);
        sample_free(&sample);
}

static bool change_address(void *context, const struct igvm_header *header, void *body)
{
        if (header->type == IGVM_REQUIRED_MEMORY)
                ((struct igvm_required_memory *)body)->gpa = *(const uint64_t *)context;
        return true;
}

static void changed_bodies_are_what_is_written(void **state)
{
        uint64_t address = 0x12345000;
        struct sample sample = sample_make();
        struct igvm_file file = open_sample(&sample);
        struct sample out = copy(&file, igvm_writer_count(), change_address, &address);

        (void)state;
        sample_patch(&sample, SAMPLE_MEMORY, 0, address, 8);
        assert_int_equal(out.size, sample.size);
        assert_memory_equal(out.data, sample.data, sample.size);
        sample_free(&out);
        sample_free(&sample);
}

/* Optional headers of unknown types may have file data: they cannot be moved, only dropped. */
static void unknown_headers_are_refused_or_dropped(void **state)
{
        uint32_t dropped = SAMPLE_ERROR_RANGE;
        struct sample sample = sample_make();
        struct image_source source;
        struct igvm_file file;
        struct sample out;

        (void)state;
        sample_patch(&sample, SAMPLE_ERROR_RANGE, (size_t)0 - sizeof(struct igvm_variable_header),
                     IGVM_TYPE_OPTIONAL | 0x3fe, 4);
        file = open_sample(&sample);
        assert_int_equal(image_source_open(&source, "sample", &file, NULL, NULL), 1);
        assert_non_null(strstr(last_error, "header 11 is of type 0x3fe"));
        assert_null(source.extents);
        out = copy(&file, igvm_writer_count(), drop_page, &dropped);
        open_sample(&out);
        sample_free(&out);
        sample_free(&sample);
}

#define REGISTERS 300 /* more than a page of them */

struct register_list {
        struct igvm_vbs_context head;
        struct igvm_vbs_register registers[REGISTERS];
};

static void write_register_list(struct igvm_writer *writer, const struct register_list *list)
{
        const struct igvm_supported_platform platform = {
                .compatibility_mask = 1,
                .platform_type = IGVM_PLATFORM_VSM_ISOLATION,
                .platform_version = 1,
        };
        struct igvm_vp_context context = { .compatibility_mask = 1 };

        context.file_offset =
                igvm_write_data(writer, list, sizeof(*list), (sizeof(*list) + 7) & ~(size_t)7);
        igvm_write_header(writer, IGVM_SUPPORTED_PLATFORM, &platform, sizeof(platform));
        igvm_write_header(writer, IGVM_VP_CONTEXT, &context, sizeof(context));
}

static void a_list_of_registers_is_copied_whole(void **state)
{
        struct register_list list = { .head = { .register_count = REGISTERS } };
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_writer writer;
        struct sample sample, out;
        struct igvm_file file;

        (void)state;
        for (size_t i = 0; i < REGISTERS; i++)
                list.registers[i] =
                        (struct igvm_vbs_register){ .name = 0x20010, .value = { i & 0xff } };
        write_register_list(&counted, &list);
        sample.size = igvm_writer_size(&counted);
        sample.data = malloc(sample.size);
        assert_non_null(sample.data);
        writer = igvm_writer_start(&counted, sample.data);
        write_register_list(&writer, &list);
        assert_true(igvm_writer_finish(&writer));
        file = open_sample(&sample);
        out = copy(&file, image_writer_like(&file), NULL, NULL);
        assert_int_equal(out.size, sample.size);
        assert_memory_equal(out.data, sample.data, sample.size);
        sample_free(&out);
        sample_free(&sample);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(without_edits_the_copy_is_the_same),
                cmocka_unit_test(format_versions_are_kept),
                cmocka_unit_test(what_only_dropped_headers_lead_to_is_left_behind),
                cmocka_unit_test(shared_data_is_copied_once),
                cmocka_unit_test(a_list_of_registers_is_copied_whole),
                cmocka_unit_test(changed_bodies_are_what_is_written),
                cmocka_unit_test(unknown_headers_are_refused_or_dropped),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
