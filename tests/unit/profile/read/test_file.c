/* tests/unit/profile/read/test_file.c - what is written is read again; the file's own form is checked. */
#include <string.h>

#include "tests/unit/profile/test.h"

static uint8_t bytes[PROFILE_SIZE_MAX + 1];
static struct profile out;

static size_t write_sample(void)
{
        struct profile sample = sample_profile();
        size_t size = profile_write(&sample, bytes, sizeof(bytes));

        assert_int_not_equal(size, 0);
        return size;
}

/* Reads @size bytes; they must be refused at @offset because of @why. */
static void refused(size_t size, size_t offset, const char *why)
{
        size_t where = 0;
        const char *wrong = profile_read(bytes, size, &out, &where);

        assert_non_null(wrong);
        assert_string_equal(wrong, why);
        assert_int_equal(where, offset);
}

static void what_was_written_is_read(void **state)
{
        size_t size = write_sample();
        static uint8_t again[PROFILE_SIZE_MAX];
        size_t offset;

        (void)state;
        assert_null(profile_read(bytes, size, &out, &offset));
        assert_int_equal(out.revision, 3);
        assert_int_equal(out.key_count, 4);
        assert_int_equal(out.keys[SAMPLE_EK_ECC].handle, 0x81010002);
        assert_int_equal(out.nv_count, 8);
        assert_int_equal(out.nv[SAMPLE_REPORT].size, 2900);
        assert_int_equal(out.hooks[1].seconds, 86400);
        assert_int_equal(profile_write(&out, again, sizeof(again)), size);
        assert_memory_equal(again, bytes, size);
}

static void nothing_is_written_that_does_not_fit(void **state)
{
        size_t size = write_sample();
        struct profile sample = sample_profile();

        (void)state;
        for (size_t capacity = 0; capacity < size; capacity++)
                assert_int_equal(profile_write(&sample, bytes, capacity), 0);
        assert_int_equal(profile_write(&sample, bytes, size), size);
}

static void more_than_an_array_holds_is_not_written(void **state)
{
        struct profile sample = sample_profile();

        (void)state;
        sample.key_count = PROFILE_KEYS_MAX + 1;
        assert_int_equal(profile_write(&sample, bytes, sizeof(bytes)), 0);
}

static void every_cut_is_refused(void **state)
{
        size_t size = write_sample();
        size_t offset;

        (void)state;
        for (size_t cut = 0; cut < size; cut++)
                assert_non_null(profile_read(bytes, cut, &out, &offset));
        refused(size + 1, 0, "its size is not what its header says");
}

static void another_magic_is_refused(void **state)
{
        size_t size = write_sample();

        (void)state;
        bytes[0] ^= 1;
        refused(size, 0, "it does not begin as a compiled profile");
}

static void another_version_is_refused(void **state)
{
        size_t size = write_sample();

        (void)state;
        bytes[11] = 2;
        refused(size, 0, "it is not of version 1");
}

static void too_large_a_file_is_refused(void **state)
{
        write_sample();
        (void)state;
        refused(sizeof(bytes), 0, "it is larger than 65536 bytes");
}

/* The first record, the name, begins at 16. */
static void a_record_beyond_the_end_is_refused(void **state)
{
        size_t size = write_sample();

        (void)state;
        bytes[20] = 0xff;
        refused(size, 16, "a record is cut off");
}

static void a_reserved_field_is_refused(void **state)
{
        size_t size = write_sample();

        (void)state;
        bytes[19] = 1;
        refused(size, 16, "a record's third and fourth byte are not zero");
}

static void an_unknown_tag_is_refused(void **state)
{
        size_t size = write_sample();

        (void)state;
        bytes[16] = 0x7f;
        refused(size, 16, "a record's tag is not known");
}

static void fields_must_fill_their_record(void **state)
{
        size_t size = write_sample();

        (void)state;
        bytes[25]--; /* the name's length */
        refused(size, 16, "a record is shorter or longer than its fields");
        write_sample();
        bytes[25]++;
        refused(size, 16, "a record is shorter or longer than its fields");
}

/* Puts a record behind those that are there; returns the new size. */
static size_t append(size_t size, uint16_t tag, const uint8_t *value, uint8_t value_size)
{
        uint8_t *at = bytes + size;

        memset(at, 0, 8);
        at[0] = (uint8_t)(tag >> 8);
        at[1] = (uint8_t)tag;
        at[7] = value_size;
        memcpy(at + 8, value, value_size);
        size += 8 + value_size;
        bytes[14] = (uint8_t)(size >> 8);
        bytes[15] = (uint8_t)size;
        return size;
}

static void an_unknown_optional_record_is_skipped(void **state)
{
        size_t size = append(write_sample(), 0x8123, (const uint8_t *)"abc", 3);
        size_t offset;

        (void)state;
        assert_null(profile_read(bytes, size, &out, &offset));
        assert_int_equal(out.hook_count, 2);
}

static void records_out_of_order_are_refused(void **state)
{
        size_t before = write_sample();
        size_t size = append(before, PROFILE_PCR_BANK, (const uint8_t *)"\0\x04", 2);

        (void)state;
        refused(size, before, "the records are not in the order of their tags");
}

/* A profile of a name alone, to which records are appended. */
static size_t write_name_only(void)
{
        struct profile profile = { .manifest_v0 = PROFILE_NONE };
        size_t size;

        profile.name = sample_profile().name;
        size = profile_write(&profile, bytes, sizeof(bytes));
        assert_int_not_equal(size, 0);
        return size;
}

static void two_names_are_refused(void **state)
{
        size_t before = write_name_only();
        size_t size = append(before, PROFILE_NAME, (const uint8_t *)"\0\1a\0\0\0\0", 7);

        (void)state;
        refused(size, before, "there are two names");
}

static void no_name_is_refused(void **state)
{
        (void)state;
        write_name_only();
        bytes[14] = 0;
        bytes[15] = 16;
        refused(16, 16, "it has no name");
}

static void two_manifests_of_a_version_are_refused(void **state)
{
        struct profile profile = sample_profile();
        size_t before;
        size_t size;

        (void)state;
        profile.hook_count = 0;
        before = profile_write(&profile, bytes, sizeof(bytes));
        size = append(before, PROFILE_MANIFEST_V1, (const uint8_t *)"\2\0\1", 3);
        refused(size, before, "there are two manifests of version 1");
        profile.manifest_v1_count = 0;
        before = profile_write(&profile, bytes, sizeof(bytes));
        size = append(before, PROFILE_MANIFEST_V0, (const uint8_t *)"\0", 1);
        refused(size, before, "there are two manifests of version 0");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_was_written_is_read),
                cmocka_unit_test(nothing_is_written_that_does_not_fit),
                cmocka_unit_test(more_than_an_array_holds_is_not_written),
                cmocka_unit_test(every_cut_is_refused),
                cmocka_unit_test(another_magic_is_refused),
                cmocka_unit_test(another_version_is_refused),
                cmocka_unit_test(too_large_a_file_is_refused),
                cmocka_unit_test(a_record_beyond_the_end_is_refused),
                cmocka_unit_test(a_reserved_field_is_refused),
                cmocka_unit_test(an_unknown_tag_is_refused),
                cmocka_unit_test(fields_must_fill_their_record),
                cmocka_unit_test(an_unknown_optional_record_is_skipped),
                cmocka_unit_test(records_out_of_order_are_refused),
                cmocka_unit_test(two_names_are_refused),
                cmocka_unit_test(no_name_is_refused),
                cmocka_unit_test(two_manifests_of_a_version_are_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
