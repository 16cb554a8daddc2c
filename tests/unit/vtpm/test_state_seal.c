/* tests/unit/vtpm/test_state_seal.c - the file that keeps a TPM, with a key: nothing of it is in the clear, and it is whole or refused. */
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/state_file.h"
#include "services/vtpm/state_keys.h"
#include "tests/unit/wire/test.h"

#include <openssl/sha.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX 4096

static const struct personality personality = { .name = "tcg-low" };
static char directory[] = "/tmp/test-state-seal-XXXXXX";
static char state_path[64];
static char keys_path[64];
static uint8_t file[FILE_MAX];
static size_t file_size;

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

static void read_file(void)
{
        FILE *in = fopen(state_path, "re");

        assert_non_null(in);
        file_size = fread(file, 1, sizeof(file), in);
        assert_int_equal(fclose(in), 0);
}

/* Reads what is in @file, its digest made right. */
static int parse(void)
{
        forget_state();
        SHA256(file, file_size - SHA256_DIGEST_LENGTH, file + file_size - SHA256_DIGEST_LENGTH);
        return state_file_parse(&personality, file, file_size);
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
        const struct state_place place = { .directory = directory, .mode = 0600 };
        bool found;

        (void)state;
        assert_int_equal(give_key(7), 0);
        assert_int_equal(state_file_open(&place, &personality, &found), 0);
        assert_false(found);
        assert_int_equal(state_store("permall", (const uint8_t *)"a TPM's secrets", 15), 0);
        assert_int_equal(state_store("cashew", (const uint8_t *)"memory of it", 12), 0);
        assert_int_equal(state_file_begin(), 0);
        read_file();
        assert_false(contains("secrets"));
        assert_false(contains("memory"));
        assert_true(contains("permall")); /* names and sizes are for --print-states */
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

/* Whoever changes it can make the digest right, but not the MAC. */
static void what_was_changed_is_refused(void **state)
{
        (void)state;
        for (size_t i = 0; i < file_size - SHA256_DIGEST_LENGTH; i++) {
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
        size_t start = 8 + 4 + 2 + 7 + 2 + sizeof(personality.digest) + 4;

        (void)state;
        memcpy(before, file, file_size);
        assert_int_equal(state_store("permall", (const uint8_t *)"a later secret.", 15), 0);
        assert_int_equal(state_file_commit(), 0);
        read_file();
        assert_int_equal(parse(), 0);
        memcpy(file + start, before + start, 2 + 7 + 4 + 64);
        assert_int_equal(parse(), -1);
}

static void one_in_the_clear_is_refused_where_a_key_is(void **state)
{
        (void)state;
        assert_int_equal(give_key(0), 0);
        forget_state();
        assert_int_equal(state_store("permall", (const uint8_t *)"a TPM's secrets", 15), 0);
        assert_int_equal(state_store("cashew", (const uint8_t *)"memory of it", 12), 0);
        assert_int_equal(state_file_commit(), 0);
        read_file();
        assert_true(contains("secrets"));
        assert_int_equal(parse(), 0);
        assert_is_there();
        assert_int_equal(give_key(7), 0);
        assert_int_equal(parse(), -1);
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
                cmocka_unit_test(keys_that_are_none_are_refused),
        };
        int result;

        if (!mkdtemp(directory))
                return 1;
        snprintf(state_path, sizeof(state_path), "%s/tpm.state", directory);
        snprintf(keys_path, sizeof(keys_path), "%s/keys", directory);
        result = cmocka_run_group_tests(tests, NULL, NULL);
        forget_state();
        unlink(state_path);
        unlink(keys_path);
        rmdir(directory);
        return result;
}
