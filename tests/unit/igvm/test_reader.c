/* tests/unit/igvm/test_reader.c - the fixed header, walking, and files cut short or damaged anywhere. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "tests/unit/igvm/sample.h"

static enum igvm_rule open_rule(const struct sample *sample)
{
        struct igvm_error error;
        struct igvm_file file;

        return open_strictly(&file, sample->data, sample->size, &error);
}

/* The parts of the fixed header are 32-bit words. */
static enum igvm_rule rule_with_word(size_t offset, uint32_t value, bool seal)
{
        struct sample sample = sample_make();
        enum igvm_rule rule;

        memcpy(sample.data + offset, &value, sizeof(value));
        if (seal)
                sample_seal(&sample);
        rule = open_rule(&sample);
        sample_free(&sample);
        return rule;
}

static void opens_the_sample(void **state)
{
        struct sample sample = sample_make();
        struct igvm_error error;
        struct igvm_file file;

        (void)state;
        assert_int_equal(open_strictly(&file, sample.data, sample.size, &error), IGVM_OK);
        assert_int_equal(file.header_count, SAMPLE_HEADERS);
        assert_int_equal(file.platform_masks, SAMPLE_MASK_SNP | SAMPLE_MASK_NATIVE);
        assert_int_equal(igvm_platform_mask(&file, IGVM_PLATFORM_SEV_SNP), SAMPLE_MASK_SNP);
        assert_int_equal(igvm_platform_mask(&file, IGVM_PLATFORM_TDX), 0);
        sample_free(&sample);
}

static void walks_every_header_in_order(void **state)
{
        struct sample sample = sample_make();
        struct igvm_iterator iterator;
        struct igvm_header header;
        struct igvm_error error;
        struct igvm_file file;
        uint32_t count = 0;

        (void)state;
        assert_int_equal(open_strictly(&file, sample.data, sample.size, &error), IGVM_OK);
        iterator = igvm_iterate(&file);
        while (igvm_next(&iterator, &header)) {
                assert_int_equal(header.index, count);
                assert_int_equal(header.offset, sample_offset(&sample, count));
                count++;
        }
        assert_int_equal(count, SAMPLE_HEADERS);
        sample_free(&sample);
}

static void refuses_a_wrong_fixed_header(void **state)
{
        (void)state;
        assert_int_equal(rule_with_word(0, 0x4d564748, true), IGVM_BAD_MAGIC);
        assert_int_equal(rule_with_word(4, 3, true), IGVM_BAD_VERSION);
        assert_int_equal(rule_with_word(4, 0, true), IGVM_BAD_VERSION);
        assert_int_equal(rule_with_word(8, 16, false), IGVM_HEADERS_IN_FIXED_HEADER);
        assert_int_equal(rule_with_word(8, 28, false), IGVM_HEADERS_NOT_ALIGNED);
        assert_int_equal(rule_with_word(8, 0xfffffff8, false), IGVM_HEADERS_OUTSIDE);
        assert_int_equal(rule_with_word(12, 0xffffffff, false), IGVM_HEADERS_OUTSIDE);
        assert_int_equal(rule_with_word(16, 24, false), IGVM_BAD_FILE_SIZE);
        assert_int_equal(rule_with_word(20, 0, false), IGVM_BAD_CHECKSUM);
        assert_int_equal(rule_with_word(12, 0, true), IGVM_NO_PLATFORM);
}

static void names_the_fixed_header(void **state)
{
        struct sample sample = sample_make();
        struct igvm_error error;
        struct igvm_file file;
        char text[160];

        (void)state;
        sample.data[20] ^= 1;
        assert_int_equal(open_strictly(&file, sample.data, sample.size, &error), IGVM_BAD_CHECKSUM);
        assert_int_equal(error.header, IGVM_NO_HEADER);
        assert_int_equal(file.header_count, 0);
        igvm_error_text(&error, text, sizeof(text));
        {
                char expected[160];

                snprintf(expected, sizeof(expected),
                         "fixed header: the checksum of the headers is wrong [bad-checksum]: "
                         "found 0x%x, expected 0x%x",
                         file.fixed.checksum, file.fixed.checksum ^ 1);
                assert_string_equal(text, expected);
        }
        sample_free(&sample);
}

static void names_the_variable_header(void **state)
{
        struct sample sample = sample_make();
        struct igvm_error error;
        struct igvm_file file;
        char text[160];
        char start[64];

        (void)state;
        sample_patch(&sample, SAMPLE_PAGE, 0, 1, 8);
        assert_int_equal(open_strictly(&file, sample.data, sample.size, &error), IGVM_NOT_ALIGNED);
        igvm_error_text(&error, text, sizeof(text));
        snprintf(start, sizeof(start), "header %d (PAGE_DATA) at offset 0x%zx: ", SAMPLE_PAGE,
                 sample_offset(&sample, SAMPLE_PAGE));
        assert_memory_equal(text, start, strlen(start));
        sample_free(&sample);
}

/* Version 2: the same headers, 8 bytes later, behind architecture and page size. */
static struct sample make_version_2(uint32_t architecture, uint32_t page_size)
{
        struct sample old = sample_make();
        struct sample sample = { malloc(old.size + 8), old.size + 8 };
        struct igvm_fixed_header fixed;
        uint32_t extension[2] = { architecture, page_size };
        uint32_t crc;

        assert_non_null(sample.data);
        memcpy(&fixed, old.data, sizeof(fixed));
        /* No file data is asked for: only the two platforms stay. */
        fixed = (struct igvm_fixed_header){ IGVM_MAGIC, 2, 32, 48, (uint32_t)sample.size, 0 };
        memcpy(sample.data + 32, old.data + 24, old.size - 24);
        crc = igvm_crc32(0, &fixed, sizeof(fixed));
        crc = igvm_crc32(crc, extension, sizeof(extension));
        fixed.checksum = igvm_crc32(crc, sample.data + 32, 48);
        memcpy(sample.data, &fixed, sizeof(fixed));
        memcpy(sample.data + sizeof(fixed), extension, sizeof(extension));
        sample_free(&old);
        return sample;
}

static enum igvm_rule version_2_rule(uint32_t architecture, uint32_t page_size)
{
        struct sample sample = make_version_2(architecture, page_size);
        enum igvm_rule rule = open_rule(&sample);

        sample_free(&sample);
        return rule;
}

static void reads_version_2(void **state)
{
        (void)state;
        assert_int_equal(version_2_rule(IGVM_ARCHITECTURE_X64, 4096), IGVM_OK);
        assert_int_equal(version_2_rule(IGVM_ARCHITECTURE_AARCH64, 4096),
                         IGVM_PLATFORM_ARCHITECTURE);
        assert_int_equal(version_2_rule(2, 4096), IGVM_BAD_ARCHITECTURE);
        assert_int_equal(version_2_rule(0, 65536), IGVM_BAD_PAGE_SIZE);
}

/* Exactly @size bytes in memory of their own, so that a sanitizer sees a read behind them. */
static struct sample cut(const struct sample *whole, size_t size)
{
        struct sample sample = { malloc(size ? size : 1), size };

        assert_non_null(sample.data);
        memcpy(sample.data, whole->data, size);
        return sample;
}

static void refuses_a_file_cut_anywhere(void **state)
{
        struct sample whole = sample_make();

        (void)state;
        for (size_t size = 0; size < whole.size; size++) {
                struct sample part = cut(&whole, size);

                assert_int_not_equal(open_rule(&part), IGVM_OK);
                if (size >= sizeof(struct igvm_fixed_header)) {
                        /* And if the fixed header admits the smaller size. */
                        sample_seal(&part);
                        assert_int_not_equal(open_rule(&part), IGVM_OK);
                }
                sample_free(&part);
        }
        sample_free(&whole);
}

/* Whatever a byte becomes: refused, or good enough to be walked and measured without a fault. */
static void survives_any_byte_changed(void **state)
{
        static const uint8_t flips[] = { 0x01, 0x80, 0xff, 0x10 };
        struct sample sample = sample_make();
        size_t end = sample_offset(&sample, SAMPLE_HEADERS);
        uint8_t digest[IGVM_DIGEST_SIZE];
        struct igvm_error error;
        struct igvm_file file;
        unsigned int accepted = 0;

        (void)state;
        for (size_t at = sizeof(struct igvm_fixed_header); at < end; at++) {
                for (size_t i = 0; i < sizeof(flips); i++) {
                        sample.data[at] ^= flips[i];
                        sample_seal(&sample);
                        if (open_strictly(&file, sample.data, sample.size, &error) == IGVM_OK) {
                                igvm_measure(&file, SAMPLE_MASK_SNP, digest);
                                accepted++;
                        }
                        sample.data[at] ^= flips[i];
                }
        }
        assert_in_range(accepted, 1, 4 * end - 1);
        sample_free(&sample);
}

static void computes_the_crc_of_ieee_802_3(void **state)
{
        (void)state;
        assert_int_equal(igvm_crc32(0, "123456789", 9), 0xcbf43926);
        assert_int_equal(igvm_crc32(igvm_crc32(0, "1234", 4), "56789", 5), 0xcbf43926);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(opens_the_sample),
                cmocka_unit_test(walks_every_header_in_order),
                cmocka_unit_test(refuses_a_wrong_fixed_header),
                cmocka_unit_test(names_the_fixed_header),
                cmocka_unit_test(names_the_variable_header),
                cmocka_unit_test(reads_version_2),
                cmocka_unit_test(refuses_a_file_cut_anywhere),
                cmocka_unit_test(survives_any_byte_changed),
                cmocka_unit_test(computes_the_crc_of_ieee_802_3),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
