/* tests/unit/wire/test_swtpm_blob.c - states as swtpm has them: what is written is read again, and nothing else is taken for one. */
#include "lib/wire/swtpm_blob.h"
#include "tests/unit/wire/test.h"

#include <string.h>

static const uint8_t state[] = { 0, 3, 0xab, 0x36, 0x47, 0x23, 0, 3, 7 };

static uint8_t blob[SWTPM_BLOB_FRONT + sizeof(state)];

static size_t wrap(bool migrated)
{
        uint8_t front[SWTPM_BLOB_FRONT];
        size_t size = swtpm_blob_front(sizeof(state), migrated, front);

        memcpy(blob, front, size);
        memcpy(blob + size, state, sizeof(state));
        return size + sizeof(state);
}

static enum swtpm_blob_verdict read_blob(const void *data, size_t size, struct wire_blob *out)
{
        return swtpm_blob_read((struct wire_blob){ data, size }, out);
}

static void assert_is_state(struct wire_blob found)
{
        assert_int_equal(found.size, sizeof(state));
        assert_memory_equal(found.data, state, sizeof(state));
}

static void what_is_written_is_read(void **unused)
{
        static const uint8_t file[] = { 2, 1, 0, 10, 0, 0, 0, 0, 0, 25, 0, 1, 0, 0, 0, 9 };
        static const uint8_t migrated[] = { 2, 1, 0, 10, 0,  4, 0, 0, 0, 31, 0,
                                            4, 0, 0, 0,  15, 0, 1, 0, 0, 0,  9 };
        struct wire_blob found;

        (void)unused;
        assert_int_equal(wrap(false), 25);
        assert_memory_equal(blob, file, sizeof(file));
        assert_int_equal(read_blob(blob, 25, &found), SWTPM_BLOB_OK);
        assert_is_state(found);
        assert_int_equal(wrap(true), 31);
        assert_memory_equal(blob, migrated, sizeof(migrated));
        assert_int_equal(read_blob(blob, 31, &found), SWTPM_BLOB_OK);
        assert_is_state(found);
}

static void without_a_header_it_is_the_state_itself(void **unused)
{
        struct wire_blob found;

        (void)unused;
        assert_int_equal(read_blob(state, sizeof(state), &found), SWTPM_BLOB_OK);
        assert_is_state(found);
        assert_int_equal(read_blob(NULL, 0, &found), SWTPM_BLOB_OK);
        assert_int_equal(found.size, 0);
}

static void the_first_version_has_no_records(void **unused)
{
        static const uint8_t old[] = { 1, 1, 0, 10, 0, 0, 0, 0, 0, 12, 0xab, 0xcd };
        static const uint8_t empty[] = { 2, 1, 0, 10, 0, 0, 0, 0, 0, 10 };
        struct wire_blob found;

        (void)unused;
        assert_int_equal(read_blob(old, sizeof(old), &found), SWTPM_BLOB_OK);
        assert_int_equal(found.size, 2);
        assert_int_equal(found.data[0], 0xab);
        assert_int_equal(read_blob(empty, sizeof(empty), &found), SWTPM_BLOB_OK);
        assert_int_equal(found.size, 0);
}

static void whatever_is_cut_or_longer_is_refused(void **unused)
{
        struct wire_blob found;

        (void)unused;
        for (size_t size = 10; size < wrap(true); size++)
                assert_int_equal(read_blob(blob, size, &found), SWTPM_BLOB_DAMAGED);
        wrap(true);
        blob[15]++; /* a record that is longer than all */
        assert_int_equal(read_blob(blob, 31, &found), SWTPM_BLOB_DAMAGED);
        wrap(true);
        blob[17] = 9; /* no state among the records */
        assert_int_equal(read_blob(blob, 31, &found), SWTPM_BLOB_DAMAGED);
        wrap(true);
        blob[1] = 3; /* a reader of version 3 is asked for */
        assert_int_equal(read_blob(blob, 31, &found), SWTPM_BLOB_DAMAGED);
}

static void what_is_encrypted_is_said_to_be(void **unused)
{
        struct wire_blob found;

        (void)unused;
        wrap(true);
        blob[5] |= 2;
        assert_int_equal(read_blob(blob, 31, &found), SWTPM_BLOB_ENCRYPTED);
        blob[5] = 1;
        assert_int_equal(read_blob(blob, 31, &found), SWTPM_BLOB_ENCRYPTED);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_written_is_read),
                cmocka_unit_test(without_a_header_it_is_the_state_itself),
                cmocka_unit_test(the_first_version_has_no_records),
                cmocka_unit_test(whatever_is_cut_or_longer_is_refused),
                cmocka_unit_test(what_is_encrypted_is_said_to_be),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
