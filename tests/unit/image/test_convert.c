/* tests/unit/image/test_convert.c - the sample, which has every kind of header, taken apart by platforms and put together again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/hosted.h"
#include "tests/unit/igvm/sample.h"
#include "tools/image/convert/merging.h"

/* An input of bytes in memory. */
static void open_input(struct image_input *input, const uint8_t *data, size_t size)
{
        struct image_file *file = &input->file;

        *input = (struct image_input){ .path = "input" };
        file->data = data;
        file->size = size;
        assert_int_equal(igvm_workspace_allocate(&file->workspace, data, size), 0);
        assert_int_equal(
                igvm_open(&file->igvm, data, size, IGVM_STRICT, &file->workspace, &file->error),
                IGVM_OK);
}

static unsigned int bit_of(uint32_t mask)
{
        return (unsigned int)__builtin_ctz(mask);
}

static struct file write_items(const struct image_items *items)
{
        const struct image_format format = { .version = 1 };
        struct file out;

        assert_int_equal(image_items_write(items, &format, "out", &out), 0);
        return out;
}

/* The part of a file for its one platform with @mask, which gets the bit @bit. */
static struct image_items part(const uint8_t *data, size_t size, uint32_t mask, unsigned int bit,
                               uint32_t *area)
{
        struct image_items items = { 0 };
        struct image_input input;

        open_input(&input, data, size);
        input.masks[bit_of(mask)] = UINT32_C(1) << bit;
        assert_int_equal(image_convert_load(&input, true, area, &items), 0);
        igvm_workspace_free(&input.file.workspace);
        return items;
}

static struct file part_file(const uint8_t *data, size_t size, uint32_t mask)
{
        uint32_t area = 0;
        struct image_items items = part(data, size, mask, 0, &area);
        struct file out = write_items(&items);

        image_items_free(&items);
        return out;
}

static struct file merge_parts(const struct sample *sample)
{
        uint32_t area = 0;
        struct image_items items = part(sample->data, sample->size, SAMPLE_MASK_SNP, 0, &area);
        struct image_items other = part(sample->data, sample->size, SAMPLE_MASK_NATIVE, 1, &area);
        struct file out;

        assert_int_equal(area, 2);
        assert_int_equal(image_convert_merge(&items, &other), 0);
        assert_null(other.list);
        out = write_items(&items);
        image_items_free(&items);
        return out;
}

static void assert_same(const struct file *a, const struct file *b)
{
        assert_int_equal(a->size, b->size);
        assert_memory_equal(a->data, b->data, a->size);
}

static void what_is_merged_can_be_taken_out_again(void **state)
{
        struct sample sample = sample_make();
        struct file snp = part_file(sample.data, sample.size, SAMPLE_MASK_SNP);
        struct file native = part_file(sample.data, sample.size, SAMPLE_MASK_NATIVE);
        struct file merged = merge_parts(&sample);
        struct file again = part_file(merged.data, merged.size, 1);

        (void)state;
        assert_same(&again, &snp);
        file_free(&again);
        again = part_file(merged.data, merged.size, 2);
        assert_same(&again, &native);
        file_free(&again);
        file_free(&merged);
        file_free(&native);
        file_free(&snp);
        sample_free(&sample);
}

static void measure(const uint8_t *data, size_t size, uint32_t mask,
                    uint8_t digest[IGVM_DIGEST_SIZE])
{
        struct image_input input;

        open_input(&input, data, size);
        igvm_measure(&input.file.igvm, mask, digest);
        igvm_workspace_free(&input.file.workspace);
}

static void each_way_keeps_the_launch_digest(void **state)
{
        struct sample sample = sample_make();
        struct file snp = part_file(sample.data, sample.size, SAMPLE_MASK_SNP);
        struct file merged = merge_parts(&sample);
        uint8_t want[IGVM_DIGEST_SIZE];
        uint8_t digest[IGVM_DIGEST_SIZE];

        (void)state;
        measure(sample.data, sample.size, SAMPLE_MASK_SNP, want);
        measure(snp.data, snp.size, 1, digest);
        assert_memory_equal(digest, want, sizeof(want));
        measure(merged.data, merged.size, 1, digest);
        assert_memory_equal(digest, want, sizeof(want));
        file_free(&merged);
        file_free(&snp);
        sample_free(&sample);
}

/* With all bits as they are nothing changes but where the data lies. */
static void headers_that_all_stay_are_the_same(void **state)
{
        struct sample sample = sample_make();
        struct image_items items = { 0 };
        uint32_t area = 0;
        struct image_input input;
        struct igvm_iterator iterator;
        struct igvm_header header;
        union image_body body;

        (void)state;
        open_input(&input, sample.data, sample.size);
        iterator = igvm_iterate(&input.file.igvm);
        for (unsigned int bit = 0; bit < 32; bit++)
                input.masks[bit] = UINT32_C(1) << bit;
        assert_int_equal(image_convert_load(&input, false, &area, &items), 0);
        assert_int_equal(items.count, SAMPLE_HEADERS);
        for (size_t i = 0; i < items.count; i++) {
                assert_true(igvm_next(&iterator, &header));
                image_item_body(&items.list[i], &body);
                assert_int_equal(items.list[i].type, header.type);
                if (!items.list[i].data)
                        assert_memory_equal(body.bytes, header.body, header.length);
        }
        image_items_free(&items);
        igvm_workspace_free(&input.file.workspace);
        sample_free(&sample);
}

static uint32_t last_type(const struct image_items *items, size_t from_end)
{
        return items->list[items->count - from_end].type;
}

static void sorting_puts_inserts_first_and_start_states_last(void **state)
{
        struct sample sample = sample_make();
        uint32_t area = 0;
        struct image_items items = part(sample.data, sample.size, SAMPLE_MASK_SNP, 0, &area);
        union image_body body;
        uint64_t last = 0;

        (void)state;
        assert_int_equal(image_convert_sort(&items), 0);
        assert_int_equal(last_type(&items, 1), IGVM_VP_CONTEXT);
        assert_int_equal(last_type(&items, 2), IGVM_PAGE_DATA);
        for (size_t i = 0; i < items.count; i++) {
                if (items.list[i].type != IGVM_PAGE_DATA) {
                        assert_true(last == 0 || items.list[i].type == IGVM_VP_CONTEXT);
                        continue;
                }
                image_item_body(&items.list[i], &body);
                assert_true(body.page.gpa >= last);
                last = body.page.gpa;
        }
        image_items_free(&items);
        sample_free(&sample);
}

/* Nothing of 4 GiB is there: the items share their bytes, but no two pieces are equal in length and place. */
static void a_file_of_4_gib_is_refused(void **state)
{
        static const struct igvm_parameter_area area = { .number_of_bytes = 0x1000 };
        const size_t piece = (size_t)1 << 20;
        const size_t most = (UINT64_C(1) << 32) / piece;
        const struct image_format format = { .version = 1 };
        struct image_items items = { 0 };
        uint8_t *bytes = malloc(piece + most);
        struct file out;

        (void)state;
        assert_non_null(bytes);
        for (size_t i = 0; i < piece + most; i++)
                bytes[i] = (uint8_t)(i * 2654435761u >> 13);
        for (size_t i = 0; i < most; i++) {
                struct image_item item = { .type = IGVM_PARAMETER_AREA, .length = sizeof(area) };

                item.body = (const uint8_t *)&area;
                item.data = bytes + i;
                item.size = piece;
                assert_int_equal(image_items_add(&items, &item), 0);
        }
        assert_int_equal(image_items_write(&items, &format, "out", &out), 1);
        assert_null(out.data);
        image_items_free(&items);
        free(bytes);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_merged_can_be_taken_out_again),
                cmocka_unit_test(each_way_keeps_the_launch_digest),
                cmocka_unit_test(headers_that_all_stay_are_the_same),
                cmocka_unit_test(sorting_puts_inserts_first_and_start_states_last),
                cmocka_unit_test(a_file_of_4_gib_is_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
