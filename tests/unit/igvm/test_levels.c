/*
 * tests/unit/igvm/test_levels.c - whatever the level: what is accepted can be walked, and all its file data can be read.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/hosted.h"
#include "tests/unit/igvm/file_builder.h"
#include "tests/unit/igvm/rule_files.h"

static uint8_t sum;

/* Every byte, so that a sanitizer sees one that is not the file's. */
static void read_data(const struct igvm_file *file, uint32_t file_offset, uint64_t size)
{
        const uint8_t *data = igvm_data(file, file_offset);

        if (!data)
                return;
        assert_true(file_offset >= file->headers_end && file_offset + size <= file->size);
        for (uint64_t i = 0; i < size; i++)
                sum = (uint8_t)(sum + data[i]);
}

static uint64_t context_size(const struct igvm_file *file, const struct igvm_vp_context *context)
{
        uint32_t vbs = igvm_platform_mask(file, IGVM_PLATFORM_VSM_ISOLATION);
        struct igvm_vbs_context registers;

        if (context->compatibility_mask != vbs)
                return IGVM_CONTEXT_SIZE;
        memcpy(&registers, file->data + context->file_offset, sizeof(registers));
        return sizeof(registers) +
               (uint64_t)registers.register_count * sizeof(struct igvm_vbs_register);
}

static void use_header(const struct igvm_file *file, const struct igvm_header *header)
{
        union {
                struct igvm_page_data page;
                struct igvm_parameter_area area;
                struct igvm_vp_context context;
                struct igvm_corim corim;
        } body;

        memset(&body, 0, sizeof(body));
        igvm_body(header, &body, sizeof(body));
        if (header->type == IGVM_PAGE_DATA)
                read_data(file, body.page.file_offset, igvm_page_size(&body.page));
        else if (header->type == IGVM_PARAMETER_AREA)
                read_data(file, body.area.file_offset, body.area.number_of_bytes);
        else if (header->type == IGVM_VP_CONTEXT)
                read_data(file, body.context.file_offset, context_size(file, &body.context));
        else if (header->type == IGVM_CORIM_DOCUMENT || header->type == IGVM_CORIM_SIGNATURE)
                read_data(file, body.corim.file_offset, body.corim.size_bytes);
}

static void use(const struct igvm_file *file)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_header header;
        uint32_t count = 0;

        while (igvm_next(&iterator, &header)) {
                assert_int_equal(header.index, count++);
                if (header.known)
                        use_header(file, &header);
        }
        assert_int_equal(count, file->header_count);
}

static bool try_file(const uint8_t *data, size_t size, enum igvm_level level)
{
        struct igvm_workspace workspace;
        struct igvm_error error;
        struct igvm_file file;
        bool accepted;

        assert_int_equal(igvm_workspace_allocate(&workspace, data, size), 0);
        accepted = igvm_open(&file, data, size, level, &workspace, &error) == IGVM_OK;
        if (accepted)
                use(&file);
        assert_int_not_equal(error.rule, IGVM_WORKSPACE_TOO_SMALL);
        igvm_workspace_free(&workspace);
        return accepted;
}

/* Whatever a byte of the headers becomes. */
static unsigned int try_changes(struct rule_file *file, enum igvm_level level)
{
        static const uint8_t flips[] = { 0x01, 0x80, 0xff };
        unsigned int accepted = 0;

        for (size_t at = 4; at < 2048 && at < file->size; at++) {
                for (size_t i = 0; i < sizeof(flips); i++) {
                        file->data[at] ^= flips[i];
                        builder_seal(file->data, file->size);
                        accepted += try_file(file->data, file->size, level);
                        file->data[at] ^= flips[i];
                }
        }
        return accepted;
}

static void uses_what_it_accepts(enum igvm_level level)
{
        unsigned int accepted = 0;

        for (size_t i = 0; i < rule_file_count(); i++) {
                struct rule_file file = rule_file_make(i);

                if (file.rule == IGVM_OK)
                        accepted += try_changes(&file, level);
                else if (!file.without_workspace)
                        accepted += try_file(file.data, file.size, level);
                free(file.data);
        }
        assert_true(accepted > 100);
}

static void what_is_accepted_strictly_can_be_used(void **state)
{
        (void)state;
        uses_what_it_accepts(IGVM_STRICT);
}

static void what_is_accepted_like_the_reference_can_be_used(void **state)
{
        (void)state;
        uses_what_it_accepts(IGVM_AS_REFERENCE);
}

static void what_is_accepted_like_qemu_can_be_used(void **state)
{
        (void)state;
        uses_what_it_accepts(IGVM_AS_QEMU);
}

/* A file that ends anywhere is refused, or what is left of it is in order. */
static void a_file_cut_anywhere_can_be_tried(void **state)
{
        (void)state;
        for (size_t i = 0; i < rule_file_count(); i++) {
                struct rule_file file = rule_file_make(i);

                for (size_t size = 0; file.rule == IGVM_OK && size < file.size;
                     size += size < 1600 ? 1 : 97) {
                        uint8_t *part = malloc(size ? size : 1);

                        assert_non_null(part);
                        memcpy(part, file.data, size);
                        if (size >= 32) {
                                memcpy(part + 16, &(uint32_t){ (uint32_t)size }, 4);
                                builder_seal(part, size);
                        }
                        for (unsigned int level = 0; level < IGVM_LEVEL_COUNT; level++)
                                (void)try_file(part, size, level);
                        free(part);
                }
                free(file.data);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_accepted_strictly_can_be_used),
                cmocka_unit_test(what_is_accepted_like_the_reference_can_be_used),
                cmocka_unit_test(what_is_accepted_like_qemu_can_be_used),
                cmocka_unit_test(a_file_cut_anywhere_can_be_tried),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
