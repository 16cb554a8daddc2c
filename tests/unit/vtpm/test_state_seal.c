/* tests/unit/vtpm/test_state_seal.c - the file that keeps a TPM, with a key: nothing of it is in the clear, and it is whole or refused. */
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/state_keys.h"
#include "services/vtpm/state_seal.h"
#include "tests/unit/wire/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX   4096
#define FRONT      "what is in front"
#define FRONT_SIZE 16

static const char *const names[] = { "permall", "cashew" };
static char keys_path[] = "/tmp/test-state-seal-XXXXXX";
static uint8_t file[FILE_MAX];
static size_t file_size;
static uint32_t version;

/* The state's key, of 32 bytes whose first is @first; 0: no key. */
static int give_key(uint8_t first)
{
        uint8_t data[35] = { first ? 32 : 0, first };
        FILE *out = fopen(keys_path, "we");

        assert_non_null(out);
        assert_int_equal(fwrite(data, 1, first ? 35 : 3, out), first ? 35 : 3);
        assert_int_equal(fclose(out), 0);
        return state_keys_read(keys_path);
}

static void forget_state(void)
{
        struct state_blob blob;

        while (state_blob(0, &blob))
                assert_int_equal(state_drop(blob.name), 0);
}

/* A file of two blobs. */
static void write_file(const char *first, const char *second)
{
        struct bytes_writer out = bytes_writer(file, sizeof(file));

        version = state_seal_version();
        bytes_write(&out, FRONT, FRONT_SIZE);
        state_seal_write(&out, (struct wire_blob){ (const uint8_t *)first, strlen(first) });
        state_seal_write(&out, (struct wire_blob){ (const uint8_t *)second, strlen(second) });
        state_seal_end(&out);
        assert_false(out.failed);
        file_size = out.size;
}

/* Takes its blobs into the state. */
static int parse(void)
{
        struct bytes_reader in = bytes_reader(file, file_size);

        forget_state();
        if (state_seal_check(version, file, &in.size))
                return -1;
        bytes_take(&in, FRONT_SIZE);
        for (int i = 0; i < 2; i++) {
                size_t size = bytes_read_be32(&in);
                const uint8_t *data = bytes_take(&in, size);

                if (!data || state_seal_store(version, names[i], (struct wire_blob){ data, size }))
                        return -1;
        }
        return bytes_left(&in) ? -1 : 0;
}

static bool contains(const char *what)
{
        for (size_t i = 0; i + strlen(what) <= file_size; i++)
                if (memcmp(file + i, what, strlen(what)) == 0)
                        return true;
        return false;
}

static void assert_is_there(void)
{
        size_t size;
        const uint8_t *data = state_load("permall", &size);

        assert_non_null(data);
        assert_int_equal(size, 15);
        assert_memory_equal(data, "a TPM's secrets", 15);
        assert_non_null(state_load("cashew", &size));
}

static void with_a_key_it_is_encrypted(void **state)
{
        (void)state;
        assert_int_equal(give_key(7), 0);
        write_file("a TPM's secrets", "memory of it");
        assert_int_equal(version, 2);
        assert_false(contains("secrets"));
        assert_false(contains("memory"));
        assert_int_equal(parse(), 0);
        assert_is_there();
}

static void another_key_or_none_is_refused(void **state)
{
        struct state_blob blob;

        (void)state;
        assert_int_equal(give_key(8), 0);
        assert_int_equal(parse(), -1);
        assert_int_equal(give_key(0), 0);
        assert_int_equal(parse(), -1);
        assert_false(state_blob(0, &blob));
        assert_int_equal(give_key(7), 0);
        assert_int_equal(parse(), 0);
}

static void what_was_changed_is_refused(void **state)
{
        (void)state;
        for (size_t i = 0; i < file_size; i++) {
                file[i] ^= 1;
                assert_int_equal(parse(), -1);
                file[i] ^= 1;
        }
        assert_int_equal(parse(), 0);
}

/* A blob of an earlier time is authentic by itself; the file with it is not. */
static void blobs_of_two_times_are_not_one_state(void **state)
{
        static uint8_t before[FILE_MAX];

        (void)state;
        memcpy(before, file, file_size);
        write_file("a later secret.", "memory of it");
        assert_int_equal(parse(), 0);
        memcpy(file + FRONT_SIZE, before + FRONT_SIZE, 4 + 64);
        assert_int_equal(parse(), -1);
}

static void one_in_the_clear_is_refused_where_a_key_is(void **state)
{
        (void)state;
        assert_int_equal(give_key(0), 0);
        write_file("a TPM's secrets", "memory of it");
        assert_int_equal(version, 1);
        assert_true(contains("secrets"));
        assert_int_equal(parse(), 0);
        assert_is_there();
        assert_int_equal(give_key(7), 0);
        assert_int_equal(parse(), -1);
        version = 3;
        assert_int_equal(parse(), -1);
}

static void what_has_no_room_fails(void **state)
{
        uint8_t room[200];

        (void)state;
        for (size_t size = 0; size < sizeof(room); size++) {
                struct bytes_writer out = bytes_writer(room, size);

                state_seal_write(&out, (struct wire_blob){ (const uint8_t *)"secret", 6 });
                state_seal_end(&out);
                assert_true(out.failed || out.size > 100);
        }
}

static void keys_that_are_none_are_refused(void **state)
{
        static const uint8_t bad[] = { 0, 0, 5, 1, 2, 3, 4, 5 };
        FILE *out = fopen(keys_path, "we");

        (void)state;
        assert_non_null(out);
        assert_int_equal(fwrite(bad, 1, sizeof(bad), out), sizeof(bad));
        assert_int_equal(fclose(out), 0);
        assert_int_equal(state_keys_read(keys_path), -1);
        assert_int_equal(state_keys_read("/nowhere"), -1);
        assert_int_equal(state_keys()->state.size, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(with_a_key_it_is_encrypted),
                cmocka_unit_test(another_key_or_none_is_refused),
                cmocka_unit_test(what_was_changed_is_refused),
                cmocka_unit_test(blobs_of_two_times_are_not_one_state),
                cmocka_unit_test(one_in_the_clear_is_refused_where_a_key_is),
                cmocka_unit_test(what_has_no_room_fails),
                cmocka_unit_test(keys_that_are_none_are_refused),
        };
        int fd = mkstemp(keys_path);
        int result;

        if (fd < 0)
                return 1;
        close(fd);
        result = cmocka_run_group_tests(tests, NULL, NULL);
        forget_state();
        unlink(keys_path);
        return result;
}
