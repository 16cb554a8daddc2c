/*
 * tests/unit/igvm/test_fields.c - strict reading, field by field.
 *
 * Each case is the sample with one field of one header changed, and a right checksum.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "tests/unit/igvm/sample.h"

struct change {
        const char *what;
        enum sample_header header;
        size_t offset; /* in the body */
        size_t size;   /* of the field */
        uint64_t value;
        enum igvm_rule rule;
};

#define FIELD(structure, field) \
        offsetof(struct structure, field), sizeof(((struct structure *)0)->field)

static const struct change changes[] = {
        { "platform mask without bits", SAMPLE_PLATFORM_SNP,
          FIELD(igvm_supported_platform, compatibility_mask), 0, IGVM_BAD_PLATFORM_MASK },
        { "platform mask with two bits", SAMPLE_PLATFORM_SNP,
          FIELD(igvm_supported_platform, compatibility_mask), 5, IGVM_BAD_PLATFORM_MASK },
        { "unknown platform", SAMPLE_PLATFORM_SNP, FIELD(igvm_supported_platform, platform_type), 7,
          IGVM_BAD_PLATFORM_TYPE },
        { "platform version", SAMPLE_PLATFORM_SNP, FIELD(igvm_supported_platform, platform_version),
          2, IGVM_BAD_PLATFORM_VERSION },
        { "platform type twice", SAMPLE_PLATFORM_NATIVE,
          FIELD(igvm_supported_platform, platform_type), IGVM_PLATFORM_SEV_SNP,
          IGVM_DUPLICATE_PLATFORM },
        { "platform mask twice", SAMPLE_PLATFORM_NATIVE,
          FIELD(igvm_supported_platform, compatibility_mask), SAMPLE_MASK_SNP,
          IGVM_DUPLICATE_PLATFORM_MASK },
        { "policy for nobody", SAMPLE_POLICY, FIELD(igvm_guest_policy, compatibility_mask), 0,
          IGVM_BAD_MASK },
        { "policy for an unknown platform", SAMPLE_POLICY,
          FIELD(igvm_guest_policy, compatibility_mask), 4, IGVM_BAD_MASK },
        { "policy for all platforms there could be", SAMPLE_POLICY,
          FIELD(igvm_guest_policy, compatibility_mask), UINT32_MAX, IGVM_BAD_MASK },
        { "policy reserved", SAMPLE_POLICY, FIELD(igvm_guest_policy, reserved), 1,
          IGVM_RESERVED_NOT_ZERO },
        { "CoRIM in the headers", SAMPLE_CORIM, FIELD(igvm_corim, file_offset), 24,
          IGVM_OUTSIDE_FILE_DATA },
        { "CoRIM too long", SAMPLE_CORIM, FIELD(igvm_corim, size_bytes), UINT32_MAX,
          IGVM_OUTSIDE_FILE_DATA },
        { "CoRIM reserved", SAMPLE_CORIM, FIELD(igvm_corim, reserved), 1, IGVM_RESERVED_NOT_ZERO },
        { "relocation without alignment", SAMPLE_RELOCATABLE,
          FIELD(igvm_relocatable_region, relocation_alignment), 0, IGVM_RELOCATION_ALIGNMENT },
        { "relocation of an odd region", SAMPLE_RELOCATABLE,
          FIELD(igvm_relocatable_region, relocation_region_gpa), 0x800, IGVM_RELOCATION_ALIGNMENT },
        { "relocation of nothing", SAMPLE_RELOCATABLE,
          FIELD(igvm_relocatable_region, relocation_region_size), 0, IGVM_RELOCATION_RANGE },
        { "page tables reserved", SAMPLE_PAGE_TABLES, FIELD(igvm_page_table_relocation, reserved),
          1, IGVM_RESERVED_NOT_ZERO },
        { "page tables overused", SAMPLE_PAGE_TABLES, FIELD(igvm_page_table_relocation, used_size),
          0x4000, IGVM_PAGE_TABLES_OVERUSED },
        { "area not of pages", SAMPLE_AREA, FIELD(igvm_parameter_area, number_of_bytes), 0x1001,
          IGVM_NOT_ALIGNED },
        { "area of nothing", SAMPLE_AREA, FIELD(igvm_parameter_area, number_of_bytes), 0,
          IGVM_BAD_RANGE },
        { "area's contents beyond the file", SAMPLE_AREA,
          FIELD(igvm_parameter_area, number_of_bytes), 0x1000000, IGVM_OUTSIDE_FILE_DATA },
        { "area's contents in the headers", SAMPLE_AREA, FIELD(igvm_parameter_area, file_offset), 8,
          IGVM_OUTSIDE_FILE_DATA },
        { "parameter for an unknown area", SAMPLE_VP_COUNT,
          FIELD(igvm_parameter, parameter_area_index), 8, IGVM_UNKNOWN_AREA },
        { "parameter over the area's end", SAMPLE_VP_COUNT, FIELD(igvm_parameter, byte_offset),
          SAMPLE_AREA_SIZE - 3, IGVM_PARAMETER_OUTSIDE },
        { "parameter behind the area", SAMPLE_VP_COUNT, FIELD(igvm_parameter, byte_offset),
          UINT32_MAX, IGVM_PARAMETER_OUTSIDE },
        { "memory map without room for an entry", SAMPLE_MEMORY_MAP,
          FIELD(igvm_parameter, byte_offset), SAMPLE_AREA_SIZE - 23, IGVM_TABLE_OUTSIDE },
        { "insert of an unknown area", SAMPLE_INSERT,
          FIELD(igvm_parameter_insert, parameter_area_index), 1, IGVM_UNKNOWN_AREA },
        { "insert at an odd address", SAMPLE_INSERT, FIELD(igvm_parameter_insert, gpa), 0x200800,
          IGVM_NOT_ALIGNED },
        { "insert over the end of memory", SAMPLE_INSERT, FIELD(igvm_parameter_insert, gpa),
          UINT64_MAX - 0xfff, IGVM_BAD_RANGE },
        { "required memory of nothing", SAMPLE_MEMORY, FIELD(igvm_required_memory, number_of_bytes),
          0, IGVM_BAD_RANGE },
        { "required memory at an odd address", SAMPLE_MEMORY, FIELD(igvm_required_memory, gpa), 1,
          IGVM_NOT_ALIGNED },
        { "required memory flags", SAMPLE_MEMORY, FIELD(igvm_required_memory, flags), 2,
          IGVM_UNUSED_BITS },
        { "error range of nothing", SAMPLE_ERROR_RANGE, FIELD(igvm_error_range, size_bytes), 0,
          IGVM_BAD_RANGE },
        { "ID block reserved", SAMPLE_ID_BLOCK, FIELD(igvm_snp_id_block, reserved), 1,
          IGVM_UNUSED_BITS },
        { "ID block author key", SAMPLE_ID_BLOCK, FIELD(igvm_snp_id_block, author_key_enabled), 2,
          IGVM_BAD_AUTHOR_KEY },
        { "page of 2 MiB", SAMPLE_PAGE, FIELD(igvm_page_data, flags), IGVM_PAGE_IS_2MB,
          IGVM_LARGE_PAGE_ALIGNMENT },
        { "page flags", SAMPLE_PAGE, FIELD(igvm_page_data, flags), 8, IGVM_BAD_PAGE_FLAGS },
        { "page type", SAMPLE_PAGE, FIELD(igvm_page_data, data_type), 4, IGVM_BAD_PAGE_TYPE },
        { "page reserved", SAMPLE_PAGE, FIELD(igvm_page_data, reserved), 1,
          IGVM_RESERVED_NOT_ZERO },
        { "page at an odd address", SAMPLE_PAGE, FIELD(igvm_page_data, gpa), 0x100001,
          IGVM_NOT_ALIGNED },
        { "page at the end of memory", SAMPLE_PAGE, FIELD(igvm_page_data, gpa), UINT64_MAX - 0xfff,
          IGVM_BAD_RANGE },
        { "page data in the headers", SAMPLE_PAGE, FIELD(igvm_page_data, file_offset), 24,
          IGVM_OUTSIDE_FILE_DATA },
        { "page data beyond the file", SAMPLE_PAGE, FIELD(igvm_page_data, file_offset), UINT32_MAX,
          IGVM_OUTSIDE_FILE_DATA },
        { "page on a page before it", SAMPLE_PAGE_ZERO, FIELD(igvm_page_data, gpa), SAMPLE_PAGE_GPA,
          IGVM_OVERLAP },
        { "page out of order on a page before it", SAMPLE_PAGE_BELOW, FIELD(igvm_page_data, gpa),
          SAMPLE_PAGE_GPA, IGVM_OVERLAP },
        { "page in the inserted area", SAMPLE_PAGE_SHARED, FIELD(igvm_page_data, gpa),
          SAMPLE_AREA_GPA + 0x1000, IGVM_OVERLAP },
        { "page of one platform for both", SAMPLE_PAGE_NATIVE,
          FIELD(igvm_page_data, compatibility_mask), 3, IGVM_OVERLAP },
        { "context reserved", SAMPLE_CONTEXT, FIELD(igvm_vp_context, reserved), 1,
          IGVM_UNUSED_BITS },
        { "context at an odd address", SAMPLE_CONTEXT, FIELD(igvm_vp_context, gpa), 0x10,
          IGVM_NOT_ALIGNED },
        { "context without data", SAMPLE_CONTEXT, FIELD(igvm_vp_context, file_offset), 0,
          IGVM_OUTSIDE_FILE_DATA },
};

static void assert_refused(const struct sample *sample, const struct change *change)
{
        struct igvm_error error;
        struct igvm_file file;

        if (open_strictly(&file, sample->data, sample->size, &error) != change->rule)
                fail_msg("%s: %s", change->what, igvm_rule_text(error.rule));
        if (error.header != change->header)
                fail_msg("%s: header %u was named", change->what, error.header);
        assert_int_equal(error.offset, sample_offset(sample, change->header));
        assert_int_equal(file.header_count, change->header);
}

static void refuses_each_change_and_names_the_header(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
                struct sample sample = sample_make();

                sample_patch(&sample, changes[i].header, changes[i].offset, changes[i].value,
                             changes[i].size);
                assert_refused(&sample, &changes[i]);
                sample_free(&sample);
        }
}

/* Turns header @index into another type of the same length. */
static void retype(struct sample *sample, unsigned int index, uint32_t type)
{
        memcpy(sample->data + sample_offset(sample, index), &type, sizeof(type));
        sample_seal(sample);
}

static enum igvm_rule open_rule(const struct sample *sample)
{
        struct igvm_error error;
        struct igvm_file file;

        return open_strictly(&file, sample->data, sample->size, &error);
}

static void refuses_an_unknown_type_unless_it_is_optional(void **state)
{
        struct sample sample = sample_make();

        (void)state;
        retype(&sample, SAMPLE_ERROR_RANGE, 0x3f0);
        assert_int_equal(open_rule(&sample), IGVM_UNKNOWN_TYPE);
        retype(&sample, SAMPLE_ERROR_RANGE, 0x3f0 | IGVM_TYPE_OPTIONAL);
        assert_int_equal(open_rule(&sample), IGVM_OK);
        retype(&sample, SAMPLE_ERROR_RANGE, 0x250);
        assert_int_equal(open_rule(&sample), IGVM_UNKNOWN_TYPE);
        sample_free(&sample);
}

static void checks_optional_headers_that_it_knows(void **state)
{
        struct sample sample = sample_make();

        (void)state;
        retype(&sample, SAMPLE_MEMORY, IGVM_REQUIRED_MEMORY | IGVM_TYPE_OPTIONAL);
        assert_int_equal(open_rule(&sample), IGVM_OK);
        sample_patch(&sample, SAMPLE_MEMORY, 0, 1, 8);
        assert_int_equal(open_rule(&sample), IGVM_NOT_ALIGNED);
        sample_free(&sample);
}

static void refuses_sections_out_of_order(void **state)
{
        struct sample sample = sample_make();

        (void)state;
        retype(&sample, SAMPLE_ERROR_RANGE, IGVM_GUEST_POLICY);
        assert_int_equal(open_rule(&sample), IGVM_SECTION_ORDER);
        sample_free(&sample);
}

static void refuses_what_is_given_twice(void **state)
{
        struct sample sample = sample_make();

        (void)state;
        retype(&sample, SAMPLE_CORIM, IGVM_GUEST_POLICY);
        sample_patch(&sample, SAMPLE_CORIM, 0, 0, 8);
        sample_patch(&sample, SAMPLE_CORIM, 8, SAMPLE_MASK_SNP, 8);
        assert_int_equal(open_rule(&sample), IGVM_DUPLICATE_POLICY);
        sample_free(&sample);
}

static void refuses_areas_declared_or_inserted_twice(void **state)
{
        struct sample sample = sample_make();

        (void)state;
        retype(&sample, SAMPLE_ERROR_RANGE, IGVM_PARAMETER_AREA);
        sample_patch(&sample, SAMPLE_ERROR_RANGE, 0, 0x1000, 8);
        sample_patch(&sample, SAMPLE_ERROR_RANGE, 8, SAMPLE_AREA_INDEX, 8);
        assert_int_equal(open_rule(&sample), IGVM_DUPLICATE_AREA);

        retype(&sample, SAMPLE_ERROR_RANGE, IGVM_PARAMETER_INSERT);
        sample_patch(&sample, SAMPLE_ERROR_RANGE, 0, 0x800000, 8);
        sample_patch(&sample, SAMPLE_ERROR_RANGE, 8,
                     SAMPLE_MASK_SNP | (uint64_t)SAMPLE_AREA_INDEX << 32, 8);
        assert_int_equal(open_rule(&sample), IGVM_AREA_INSERTED);
        sample_free(&sample);
}

static void refuses_wrong_lengths(void **state)
{
        struct sample sample = sample_make();
        size_t at = sample_offset(&sample, SAMPLE_CONTEXT) + 4;

        (void)state;
        sample.data[at] = 24; /* with padding counted in */
        sample_seal(&sample);
        assert_int_equal(open_rule(&sample), IGVM_BAD_LENGTH);
        sample.data[at] = 25;
        sample_seal(&sample);
        assert_int_equal(open_rule(&sample), IGVM_HEADER_OUTSIDE);
        memset(sample.data + at, 0xff, 4);
        sample_seal(&sample);
        assert_int_equal(open_rule(&sample), IGVM_HEADER_OUTSIDE);
        sample_free(&sample);
}

static void refuses_padding_that_is_not_zero(void **state)
{
        struct sample sample = sample_make();

        (void)state;
        sample_patch(&sample, SAMPLE_CONTEXT, 23, 1, 1);
        assert_int_equal(open_rule(&sample), IGVM_BAD_PADDING);
        sample_free(&sample);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(refuses_each_change_and_names_the_header),
                cmocka_unit_test(refuses_an_unknown_type_unless_it_is_optional),
                cmocka_unit_test(checks_optional_headers_that_it_knows),
                cmocka_unit_test(refuses_sections_out_of_order),
                cmocka_unit_test(refuses_what_is_given_twice),
                cmocka_unit_test(refuses_areas_declared_or_inserted_twice),
                cmocka_unit_test(refuses_wrong_lengths),
                cmocka_unit_test(refuses_padding_that_is_not_zero),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
