/*
 * tests/unit/igvm/test_digest.c - the launch digest. tests/unit/image/measure.py has an independent computation of
 * whole files; here stands what must, and what must not, change it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "tests/unit/igvm/sample.h"

struct digest {
        uint8_t bytes[IGVM_DIGEST_SIZE];
};

static struct digest measure(const struct sample *sample)
{
        struct igvm_error error;
        struct igvm_file file;
        struct digest digest;

        assert_int_equal(open_strictly(&file, sample->data, sample->size, &error), IGVM_OK);
        igvm_measure(&file, SAMPLE_MASK_SNP, digest.bytes);
        return digest;
}

static void take(struct igvm_digest *digest, enum snp_page_type type, uint64_t gpa,
                 const void *contents)
{
        const struct igvm_launch_page page = { type, gpa, contents, IGVM_PAGE_SIZE, 0 };

        igvm_digest_page(digest, &page);
}

static uint32_t data_offset(const struct sample *sample, unsigned int index, size_t field)
{
        uint32_t offset;

        memcpy(&offset, sample->data + sample_offset(sample, index) + 8 + field, sizeof(offset));
        return offset;
}

/* Whether the digest changes with a byte of the contents that header @index names at @field. */
static bool contents_count(unsigned int index, size_t field, size_t byte)
{
        struct sample sample = sample_make();
        struct digest before = measure(&sample);
        struct digest after;

        sample.data[data_offset(&sample, index, field) + byte] ^= 1;
        after = measure(&sample);
        sample_free(&sample);
        return memcmp(&before, &after, sizeof(before)) != 0;
}

static bool field_counts(unsigned int index, size_t offset, uint64_t value, size_t size)
{
        struct sample sample = sample_make();
        struct digest before = measure(&sample);
        struct digest after;

        sample_patch(&sample, index, offset, value, size);
        after = measure(&sample);
        sample_free(&sample);
        return memcmp(&before, &after, sizeof(before)) != 0;
}

#define PAGE_DATA_OFFSET offsetof(struct igvm_page_data, file_offset)

static void measures_contents_of_normal_pages_and_save_areas(void **state)
{
        (void)state;
        assert_true(contents_count(SAMPLE_PAGE, PAGE_DATA_OFFSET, 0));
        assert_true(contents_count(SAMPLE_PAGE, PAGE_DATA_OFFSET, 4095));
        assert_true(contents_count(SAMPLE_CONTEXT, offsetof(struct igvm_vp_context, file_offset),
                                   IGVM_VMSA_SIZE - 1));
}

static void measures_no_contents_of_others(void **state)
{
        (void)state;
        assert_false(contents_count(SAMPLE_PAGE_UNMEASURED, PAGE_DATA_OFFSET, 0));
        assert_false(contents_count(SAMPLE_PAGE_SHARED, PAGE_DATA_OFFSET, 0));
        assert_false(contents_count(SAMPLE_PAGE_NATIVE, PAGE_DATA_OFFSET, 0));
        assert_false(
                contents_count(SAMPLE_AREA, offsetof(struct igvm_parameter_area, file_offset), 0));
}

static void measures_addresses_and_types(void **state)
{
        const size_t gpa = offsetof(struct igvm_page_data, gpa);

        (void)state;
        assert_true(field_counts(SAMPLE_PAGE_UNMEASURED, gpa, 0x900000, 8));
        assert_true(field_counts(SAMPLE_PAGE_SECRETS, gpa, 0x900000, 8));
        assert_true(field_counts(SAMPLE_INSERT, 0, 0x900000, 8));
        assert_true(field_counts(SAMPLE_PAGE_SECRETS, offsetof(struct igvm_page_data, data_type),
                                 IGVM_PAGE_CPUID_DATA, 2));
        assert_false(field_counts(SAMPLE_PAGE_SHARED, gpa, 0x900000, 8));
        assert_false(field_counts(SAMPLE_MEMORY, 0, 0x900000, 8));
        assert_false(field_counts(SAMPLE_POLICY, 0, 0x20000, 8));
}

static void counts_every_page_of_a_parameter_area(void **state)
{
        const size_t size = offsetof(struct igvm_parameter_area, number_of_bytes);

        (void)state;
        assert_true(field_counts(SAMPLE_AREA, size, 0x1000, 8));
}

/* SHA-384 by another program (hashlib) over PAGE_INFO as the firmware ABI has it. */
static void agrees_with_known_digests(void **state)
{
        static const uint8_t zero_page[] = { 0x9d, 0x13, 0x63, 0x4b, 0x60, 0x14, 0xbb, 0x21,
                                             0xcf, 0x05, 0x9b, 0x2d, 0xc6, 0x94, 0xe7, 0xbf,
                                             0xf0, 0x1a, 0x8a, 0x71, 0x37, 0x04, 0x11, 0x00,
                                             0xcd, 0x2b, 0x69, 0x5f, 0x3d, 0x10, 0xfb, 0x68,
                                             0x72, 0x67, 0xb9, 0x78, 0x08, 0xb2, 0x7f, 0x8f,
                                             0x47, 0x1d, 0x94, 0x3b, 0xc6, 0xf5, 0x3a, 0x20 };
        static const uint8_t then_secrets[] = { 0x53, 0xe7, 0x50, 0x7b, 0xb4, 0x5b, 0x1a, 0x08,
                                                0xed, 0x82, 0x16, 0x7e, 0xa5, 0xac, 0x91, 0xae,
                                                0x7f, 0x9a, 0x47, 0x18, 0xd0, 0x8d, 0x18, 0x56,
                                                0x15, 0xd2, 0xff, 0xa7, 0x63, 0x80, 0xec, 0x83,
                                                0x6a, 0x44, 0x5c, 0x3c, 0x14, 0x0f, 0x84, 0x7d,
                                                0x40, 0x64, 0x75, 0xa2, 0xc3, 0x6e, 0xcd, 0xe3 };
        struct igvm_digest digest;

        (void)state;
        igvm_digest_init(&digest);
        take(&digest, SNP_PAGE_NORMAL, 0, NULL);
        assert_memory_equal(digest.value, zero_page, sizeof(zero_page));
        take(&digest, SNP_PAGE_SECRETS, 0x1000, zero_page);
        assert_memory_equal(digest.value, then_secrets, sizeof(then_secrets));
}

static void zeros_given_and_zeros_implied_are_the_same(void **state)
{
        static const uint8_t zeros[IGVM_PAGE_SIZE];
        struct igvm_digest given;
        struct igvm_digest implied;

        (void)state;
        igvm_digest_init(&given);
        igvm_digest_init(&implied);
        for (uint64_t gpa = 0; gpa < 0x3000; gpa += 0x1000) {
                take(&given, SNP_PAGE_NORMAL, gpa, zeros);
                take(&implied, SNP_PAGE_NORMAL, gpa, NULL);
        }
        assert_memory_equal(given.value, implied.value, IGVM_DIGEST_SIZE);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(measures_contents_of_normal_pages_and_save_areas),
                cmocka_unit_test(measures_no_contents_of_others),
                cmocka_unit_test(measures_addresses_and_types),
                cmocka_unit_test(counts_every_page_of_a_parameter_area),
                cmocka_unit_test(agrees_with_known_digests),
                cmocka_unit_test(zeros_given_and_zeros_implied_are_the_same),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
