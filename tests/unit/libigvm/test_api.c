/* tests/unit/libigvm/test_api.c - igvm.h function by function, on the files that make_files.py writes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "libigvm/include/igvm/igvm.h"
#include "lib/igvm/reader.h"

#define PLATFORM       IGVM_HEADER_SECTION_PLATFORM
#define INITIALIZATION IGVM_HEADER_SECTION_INITIALIZATION
#define DIRECTIVE      IGVM_HEADER_SECTION_DIRECTIVE

/* Directives of isolated.igvm by index. */
enum {
        AREA = 0,
        VP_COUNT = 1,
        AREA_OF_ZEROS = 12,
        MEMORY = 14,
        PAGE = 16,
        PAGE_OF_ZEROS = 17,
        PAGE_ODD = 18, /* at an odd place in the file */
        CONTEXT_VSM = 26,
        CONTEXT_ES = 27,
        CONTEXT_SNP = 28,
        DIRECTIVES = 29,
};

static const char *directory;

struct bytes {
        uint8_t *data;
        uint32_t size;
};

static struct bytes read_bytes(const char *name)
{
        struct bytes bytes;
        char path[4096];
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s", directory, name);
        file = fopen(path, "rb");
        assert_non_null(file);
        assert_int_equal(fseek(file, 0, SEEK_END), 0);
        bytes.size = (uint32_t)ftell(file);
        rewind(file);
        bytes.data = malloc(bytes.size);
        assert_non_null(bytes.data);
        assert_int_equal(fread(bytes.data, 1, bytes.size, file), bytes.size);
        fclose(file);
        return bytes;
}

static IgvmHandle open_named(const char *name)
{
        struct bytes bytes = read_bytes(name);
        IgvmHandle handle = igvm_new_from_binary(bytes.data, bytes.size);

        free(bytes.data);
        return handle;
}

static IgvmHandle open_isolated(void)
{
        IgvmHandle handle = open_named("isolated.igvm");

        assert_true(handle > 0);
        return handle;
}

/* Makes the checksum of a changed file right again. */
static void seal(struct bytes *bytes)
{
        IGVM_FIXED_HEADER fixed;
        uint32_t crc;

        memcpy(&fixed, bytes->data, sizeof(fixed));
        fixed.checksum = 0;
        memcpy(bytes->data, &fixed, sizeof(fixed));
        crc = igvm_crc32(0, bytes->data, fixed.variable_header_offset);
        fixed.checksum = igvm_crc32(crc, bytes->data + fixed.variable_header_offset,
                                    fixed.variable_header_size);
        memcpy(bytes->data, &fixed, sizeof(fixed));
}

/* What a file is called in which 32 bits at @offset are @value. */
static IgvmHandle open_changed(const char *name, uint32_t offset, uint32_t value, bool sealed)
{
        struct bytes bytes = read_bytes(name);
        IgvmHandle handle;

        memcpy(bytes.data + offset, &value, sizeof(value));
        if (sealed)
                seal(&bytes);
        handle = igvm_new_from_binary(bytes.data, bytes.size);
        free(bytes.data);
        return handle;
}

/* Where the body of a directive of isolated.igvm begins in the file. */
static uint32_t body_of(uint32_t directive)
{
        struct bytes bytes = read_bytes("isolated.igvm");
        uint32_t at = sizeof(IGVM_FIXED_HEADER);
        IGVM_VHS_VARIABLE_HEADER tag;

        for (;;) {
                memcpy(&tag, bytes.data + at, sizeof(tag));
                if (tag.typ >= IGVM_VHT_PARAMETER_AREA && directive-- == 0)
                        break;
                at += (uint32_t)sizeof(tag) + (tag.length + 7) / 8 * 8;
        }
        free(bytes.data);
        return at + (uint32_t)sizeof(tag);
}

static void counts_the_headers_of_each_section(void **state)
{
        IgvmHandle file = open_isolated();

        (void)state;
        assert_int_equal(igvm_header_count(file, PLATFORM), 4);
        assert_int_equal(igvm_header_count(file, INITIALIZATION), 4);
        assert_int_equal(igvm_header_count(file, DIRECTIVE), DIRECTIVES);
        assert_int_equal(igvm_header_count(file, 3), IGVMAPI_INVALID_PARAMETER);
        assert_int_equal(igvm_header_count(file, UINT32_MAX), IGVMAPI_INVALID_PARAMETER);
        igvm_free(file);
}

static void names_the_type_of_each_header(void **state)
{
        IgvmHandle file = open_isolated();

        (void)state;
        assert_int_equal(igvm_get_header_type(file, PLATFORM, 0), IGVM_VHT_SUPPORTED_PLATFORM);
        assert_int_equal(igvm_get_header_type(file, INITIALIZATION, 0), IGVM_VHT_GUEST_POLICY);
        assert_int_equal(igvm_get_header_type(file, INITIALIZATION, 3),
                         IGVM_VHT_PAGE_TABLE_RELOCATION_REGION);
        assert_int_equal(igvm_get_header_type(file, DIRECTIVE, AREA), IGVM_VHT_PARAMETER_AREA);
        assert_int_equal(igvm_get_header_type(file, DIRECTIVE, VP_COUNT),
                         IGVM_VHT_VP_COUNT_PARAMETER);
        assert_int_equal(igvm_get_header_type(file, DIRECTIVE, CONTEXT_SNP), IGVM_VHT_VP_CONTEXT);
        igvm_free(file);
}

static void refuses_a_section_or_index_that_is_not_there(void **state)
{
        IgvmHandle file = open_isolated();
        const uint32_t beyond[][2] = { { PLATFORM, 4 },
                                       { INITIALIZATION, 4 },
                                       { DIRECTIVE, DIRECTIVES },
                                       { DIRECTIVE, UINT32_MAX },
                                       { 3, 0 } };

        (void)state;
        for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
                assert_int_equal(igvm_get_header_type(file, beyond[i][0], beyond[i][1]),
                                 IGVMAPI_INVALID_PARAMETER);
                assert_int_equal(igvm_get_header(file, beyond[i][0], beyond[i][1]),
                                 IGVMAPI_INVALID_PARAMETER);
                assert_int_equal(igvm_get_header_data(file, beyond[i][0], beyond[i][1]),
                                 IGVMAPI_INVALID_PARAMETER);
        }
        igvm_free(file);
}

/* Of a buffer: that it is there, and as many bytes as expected. */
static const uint8_t *look(IgvmHandle file, IgvmHandle buffer, int32_t size)
{
        const uint8_t *data;

        assert_true(buffer > 0);
        assert_int_equal(igvm_get_buffer_size(file, buffer), size);
        data = igvm_get_buffer(file, buffer);
        assert_non_null(data);
        assert_int_equal((uintptr_t)data % _Alignof(max_align_t), 0);
        return data;
}

static void a_header_has_no_file_offset_and_ends_in_padding(void **state)
{
        IgvmHandle file = open_isolated();
        IGVM_VHS_VARIABLE_HEADER tag;
        IGVM_VHS_VP_CONTEXT context;
        const uint8_t *data;

        (void)state;
        data = look(file, igvm_get_header(file, DIRECTIVE, CONTEXT_SNP), 32);
        memcpy(&tag, data, sizeof(tag));
        memcpy(&context, data + sizeof(tag), sizeof(context));
        assert_int_equal(tag.typ, IGVM_VHT_VP_CONTEXT);
        assert_int_equal(tag.length, 20);
        assert_true(context.gpa == UINT64_C(0xfffffffff000));
        assert_int_equal(context.compatibility_mask, 1);
        assert_int_equal(context.file_offset, 0);
        assert_int_equal(context.vp_index, 1);
        assert_memory_equal(data + 28, "\0\0\0\0", 4);
        igvm_free(file);
}

static void a_page_has_its_bytes_and_zeros_have_none(void **state)
{
        struct bytes bytes = read_bytes("isolated.igvm");
        IgvmHandle file = igvm_new_from_binary(bytes.data, bytes.size);
        uint8_t page[IGVM_PAGE_SIZE_4K];

        (void)state;
        for (size_t i = 0; i < sizeof(page); i++)
                page[i] = (uint8_t)(i * 3 + (i >> 8));
        assert_memory_equal(look(file, igvm_get_header_data(file, DIRECTIVE, PAGE), 4096), page,
                            sizeof(page));
        for (size_t i = 0; i < sizeof(page); i++)
                page[i] = (uint8_t)(i * 9 + (i >> 8));
        assert_memory_equal(look(file, igvm_get_header_data(file, DIRECTIVE, PAGE_ODD), 4096), page,
                            sizeof(page));
        assert_int_equal(igvm_get_header_data(file, DIRECTIVE, PAGE_OF_ZEROS), IGVMAPI_NO_DATA);
        igvm_free(file);
        free(bytes.data);
}

static void each_type_has_data_of_its_size(void **state)
{
        IgvmHandle file = open_isolated();

        (void)state;
        look(file, igvm_get_header_data(file, DIRECTIVE, AREA), 2 * 4096);
        look(file, igvm_get_header_data(file, DIRECTIVE, CONTEXT_VSM), 4 + 2 * 32);
        look(file, igvm_get_header_data(file, DIRECTIVE, CONTEXT_ES), 4096);
        look(file, igvm_get_header_data(file, DIRECTIVE, CONTEXT_SNP), 4096);
        assert_int_equal(igvm_get_header_data(file, DIRECTIVE, AREA_OF_ZEROS), IGVMAPI_NO_DATA);
        assert_int_equal(igvm_get_header_data(file, DIRECTIVE, VP_COUNT), IGVMAPI_NO_DATA);
        assert_int_equal(igvm_get_header_data(file, INITIALIZATION, 0), IGVMAPI_NO_DATA);
        assert_int_equal(igvm_get_header_data(file, PLATFORM, 0), IGVMAPI_INVALID_PARAMETER);
        igvm_free(file);
}

static void a_page_of_2_mib_has_all_its_bytes(void **state)
{
        IgvmHandle file = open_named("large.igvm");
        const uint8_t *data;

        (void)state;
        data = look(file, igvm_get_header_data(file, DIRECTIVE, 1), IGVM_X64_LARGE_PAGE_SIZE);
        assert_string_equal(data + 0x100000, "a page of 2 MiB");
        igvm_free(file);
        assert_int_equal(open_changed("isolated.igvm",
                                      body_of(PAGE) + offsetof(IGVM_VHS_PAGE_DATA, flags), 1, true),
                         IGVMAPI_INVALID_BINARY_DIRECTIVE_HEADER);
}

static void a_handle_that_is_none_is_an_error_everywhere(void **state)
{
        IgvmHandle file = open_isolated();
        IgvmHandle buffer = igvm_get_header(file, DIRECTIVE, 0);
        const IgvmHandle wrong[] = { 0, -1, INT32_MIN, INT32_MAX, buffer };

        (void)state;
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                assert_int_equal(igvm_header_count(wrong[i], 3), IGVMAPI_INVALID_HANDLE);
                assert_int_equal(igvm_get_header_type(wrong[i], 3, 0), IGVMAPI_INVALID_HANDLE);
                assert_int_equal(igvm_get_header(wrong[i], 3, 0), IGVMAPI_INVALID_HANDLE);
                assert_int_equal(igvm_get_header_data(wrong[i], 3, 0), IGVMAPI_INVALID_HANDLE);
                assert_int_equal(igvm_get_buffer_size(wrong[i], buffer), IGVMAPI_INVALID_HANDLE);
                assert_null(igvm_get_buffer(wrong[i], buffer));
                igvm_free_buffer(wrong[i], buffer);
                if (wrong[i] == buffer)
                        continue;
                assert_int_equal(igvm_get_buffer_size(file, wrong[i]), IGVMAPI_INVALID_HANDLE);
                assert_null(igvm_get_buffer(file, wrong[i]));
                igvm_free_buffer(file, wrong[i]);
                igvm_free(wrong[i]);
        }
        look(file, buffer, 24);
        igvm_free(file);
}

static void a_buffer_belongs_to_one_file_and_ends_alone(void **state)
{
        IgvmHandle file = open_isolated(), other = open_isolated();
        IgvmHandle first = igvm_get_header(file, DIRECTIVE, PAGE);
        IgvmHandle second = igvm_get_header_data(file, DIRECTIVE, PAGE);

        (void)state;
        assert_int_not_equal(first, second);
        assert_null(igvm_get_buffer(other, first));
        igvm_free_buffer(other, first);
        igvm_free_buffer(file, first);
        igvm_free_buffer(file, first);
        assert_int_equal(igvm_get_buffer_size(file, first), IGVMAPI_INVALID_HANDLE);
        igvm_free(other);
        look(file, second, 4096);
        igvm_free(file);
        igvm_free(file);
        assert_null(igvm_get_buffer(file, second));
}

static void no_bytes_are_no_file(void **state)
{
        uint8_t byte = 0;

        (void)state;
        assert_int_equal(igvm_new_from_binary(&byte, 0), IGVMAPI_INVALID_FIXED_HEADER);
        assert_int_equal(igvm_new_from_binary(NULL, 0), IGVMAPI_INVALID_FIXED_HEADER);
        assert_int_equal(igvm_new_from_binary(NULL, 100), IGVMAPI_INVALID_PARAMETER);
}

static void a_wrong_file_is_called_what_the_reference_calls_it(void **state)
{
        const uint32_t first = 24, header = 24;

        (void)state;
        assert_int_equal(open_changed("isolated.igvm", 0, 1, true), IGVMAPI_INVALID_FIXED_HEADER);
        assert_int_equal(open_changed("isolated.igvm", 4, 3, true), IGVMAPI_INVALID_FIXED_HEADER);
        assert_int_equal(open_changed("isolated.igvm", 16, 99, true), IGVMAPI_INVALID_FIXED_HEADER);
        assert_int_equal(open_changed("isolated.igvm", 20, 99, false), IGVMAPI_INVALID_CHECKSUM);
        assert_int_equal(open_changed("native.igvm", 24, 2, true), IGVMAPI_INVALID_FIXED_HEADER);
        assert_int_equal(open_changed("native.igvm", 28, 8192, true),
                         IGVMAPI_UNSUPPORTED_PAGE_SIZE);
        assert_int_equal(open_changed("isolated.igvm", first, 0x500, true),
                         IGVMAPI_INVALID_BINARY_VARIABLE_HEADER_SECTION);
        assert_int_equal(open_changed("isolated.igvm", first + 4 * header, 1, true),
                         IGVMAPI_INVALID_BINARY_PLATFORM_HEADER);
        assert_int_equal(open_changed("isolated.igvm", first + 8, 3, true),
                         IGVMAPI_INVALID_BINARY_PLATFORM_HEADER);
        assert_int_equal(open_changed("isolated.igvm", first + 4 * header + 20, 1, true),
                         IGVMAPI_INVALID_BINARY_INITIALIZATION_HEADER);
        assert_int_equal(open_changed("isolated.igvm", first + header + 13, 0x102, true),
                         IGVMAPI_MULTIPLE_PLATFORM_HEADERS_WITH_SAME_ISOLATION);
        assert_int_equal(open_changed("cca.igvm", 24, 0, true), IGVMAPI_PLATFORM_ARCH_UNSUPPORTED);
}

static void what_the_reference_does_not_keep_is_gone(void **state)
{
        uint32_t place = body_of(MEMORY) + offsetof(IGVM_VHS_REQUIRED_MEMORY, flags);
        IgvmHandle file = open_changed("isolated.igvm", place, UINT32_MAX, true);
        IGVM_VHS_REQUIRED_MEMORY memory;
        IGVM_VHS_VP_CONTEXT context;

        (void)state;
        memcpy(&memory, look(file, igvm_get_header(file, DIRECTIVE, MEMORY), 32) + 8,
               sizeof(memory));
        assert_int_equal(memory.flags.vtl2_protectable, 1);
        assert_int_equal(memory.flags.reserved, 0);
        igvm_free(file);

        /* The index stays, the reserved half of the same 32 bits goes; so does an address that is no memory's. */
        place = body_of(CONTEXT_SNP) + offsetof(IGVM_VHS_VP_CONTEXT, vp_index);
        file = open_changed("isolated.igvm", place, 0x10002, true);
        memcpy(&context, look(file, igvm_get_header(file, DIRECTIVE, CONTEXT_SNP), 32) + 8,
               sizeof(context));
        assert_int_equal(context.vp_index, 2);
        assert_int_equal(context.reserved, 0);
        igvm_free(file);
        place = body_of(CONTEXT_VSM) + offsetof(IGVM_VHS_VP_CONTEXT, gpa);
        file = open_changed("isolated.igvm", place, 0x1000, true);
        memcpy(&context, look(file, igvm_get_header(file, DIRECTIVE, CONTEXT_VSM), 32) + 8,
               sizeof(context));
        assert_int_equal(context.gpa, 0);
        igvm_free(file);
}

static void a_header_for_no_platform_is_not_there(void **state)
{
        uint32_t place = body_of(PAGE) + offsetof(IGVM_VHS_PAGE_DATA, compatibility_mask);
        IgvmHandle file = open_changed("isolated.igvm", place, 0, true);

        (void)state;
        assert_int_equal(igvm_header_count(file, PLATFORM), 4);
        assert_int_equal(igvm_header_count(file, INITIALIZATION), 4);
        assert_int_equal(igvm_header_count(file, DIRECTIVE), DIRECTIVES - 1);
        assert_int_equal(igvm_get_header_data(file, DIRECTIVE, PAGE), IGVMAPI_NO_DATA);
        look(file, igvm_get_header_data(file, DIRECTIVE, CONTEXT_SNP - 1), 4096);
        igvm_free(file);
}

/* Allocations that are still granted; then there is no memory, for the library alone (ld's --wrap). */
static int granted = INT32_MAX;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_tsearch(const void *key, void **root, int (*compare)(const void *, const void *));
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_tsearch(const void *key, void **root, int (*compare)(const void *, const void *));

void *__wrap_malloc(size_t size)
{
        return granted-- > 0 ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
        return granted-- > 0 ? __real_calloc(count, size) : NULL;
}

void *__wrap_tsearch(const void *key, void **root, int (*compare)(const void *, const void *))
{
        return granted-- > 0 ? __real_tsearch(key, root, compare) : NULL;
}

static void without_memory_a_file_is_not_opened(void **state)
{
        struct bytes bytes = read_bytes("isolated.igvm");
        IgvmHandle handle = -1;
        int needed;

        (void)state;
        for (needed = 0; handle < 0; needed++) {
                granted = needed;
                handle = igvm_new_from_binary(bytes.data, bytes.size);
                granted = INT32_MAX;
                if (handle < 0)
                        assert_int_equal(handle, IGVMAPI_TOTAL_FILE_SIZE_TOO_LARGE);
        }
        assert_true(needed > 3);
        igvm_free(handle);
        free(bytes.data);
}

static void without_memory_a_file_stays_and_gives_no_buffer(void **state)
{
        IgvmHandle file = open_isolated(), header, data;

        (void)state;
        for (int i = 0; i < 2; i++) {
                granted = i;
                header = igvm_get_header(file, DIRECTIVE, PAGE);
                granted = i;
                data = igvm_get_header_data(file, DIRECTIVE, PAGE_ODD);
                granted = INT32_MAX;
                assert_int_equal(header, IGVMAPI_TOTAL_FILE_SIZE_TOO_LARGE);
                assert_int_equal(data, IGVMAPI_TOTAL_FILE_SIZE_TOO_LARGE);
        }
        look(file, igvm_get_header_data(file, DIRECTIVE, PAGE_ODD), 4096);
        igvm_free(file);
}

int main(int argc, char **argv)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(counts_the_headers_of_each_section),
                cmocka_unit_test(names_the_type_of_each_header),
                cmocka_unit_test(refuses_a_section_or_index_that_is_not_there),
                cmocka_unit_test(a_header_has_no_file_offset_and_ends_in_padding),
                cmocka_unit_test(a_page_has_its_bytes_and_zeros_have_none),
                cmocka_unit_test(each_type_has_data_of_its_size),
                cmocka_unit_test(a_page_of_2_mib_has_all_its_bytes),
                cmocka_unit_test(a_handle_that_is_none_is_an_error_everywhere),
                cmocka_unit_test(a_buffer_belongs_to_one_file_and_ends_alone),
                cmocka_unit_test(no_bytes_are_no_file),
                cmocka_unit_test(a_wrong_file_is_called_what_the_reference_calls_it),
                cmocka_unit_test(what_the_reference_does_not_keep_is_gone),
                cmocka_unit_test(a_header_for_no_platform_is_not_there),
                cmocka_unit_test(without_memory_a_file_is_not_opened),
                cmocka_unit_test(without_memory_a_file_stays_and_gives_no_buffer),
        };

        if (argc != 2)
                return 2;
        directory = argv[1];
        return cmocka_run_group_tests(tests, NULL, NULL);
}
