/*
 * tests/unit/vtpm/test_kept.c - the file that keeps a TPM: damaged ones, one with two states, one of an earlier version.
 */
#include "tests/unit/vtpm/harness.h"
#include "lib/wire/state_slot.h"
#include "tests/unit/wire/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[] = "/tmp/cashew-kept-XXXXXX";
static struct harness harness;

static int reset(void **state)
{
        char command[128];

        (void)state;
        harness =
                (struct harness){ .profile = harness_profile(), .options = { .state = directory } };
        snprintf(command, sizeof(command), "rm -f '%s'/*", directory);
        return system(command);
}

static FILE *open_state(const char *mode)
{
        char path[128];
        FILE *file;

        snprintf(path, sizeof(path), "%s/tpm.state", directory);
        file = fopen(path, mode);
        assert_non_null(file);
        return file;
}

/* What the first place of the file holds, with what stands in front of it and behind. Returns its size. */
static size_t read_first(uint8_t *data, size_t capacity)
{
        FILE *file = open_state("rb");
        struct state_slot slot;

        assert_int_equal(fread(data, 1, capacity, file), capacity);
        fclose(file);
        assert_true(state_slot_read(data, &slot));
        return state_slot_digested(&slot) + STATE_SLOT_DIGEST;
}

static void flip(FILE *file, long at)
{
        int byte;

        fseek(file, at, SEEK_SET);
        byte = fgetc(file);
        fseek(file, at, SEEK_SET);
        fputc(byte ^ 0x10, file);
        fflush(file);
}

/* As if nothing had been written behind the first state. */
static void remove_second(void)
{
        FILE *file = open_state("r+b");

        assert_int_equal(ftruncate(fileno(file), STATE_SLOT_ROOM), 0);
        assert_int_equal(ftruncate(fileno(file), STATE_SLOT_FILE), 0);
        fclose(file);
}

/* Every byte of the only state counts, and so does the end of the file. */
static void a_damaged_state_is_refused(void **state)
{
        static uint8_t data[STATE_SLOT_ROOM];
        long size;
        FILE *file;

        (void)state;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        remove_second();
        size = (long)read_first(data, sizeof(data));
        file = open_state("r+b");
        for (long at = 0; at < size; at += 97) {
                flip(file, at);
                assert_int_equal(harness_inspect(&harness), HARNESS_STOPPED);
                flip(file, at);
        }
        assert_int_equal(harness_inspect(&harness), HARNESS_DONE);
        assert_int_equal(ftruncate(fileno(file), STATE_SLOT_FILE - 1), 0);
        assert_int_equal(harness_inspect(&harness), HARNESS_STOPPED);
        assert_int_equal(ftruncate(fileno(file), 0), 0);
        assert_int_equal(harness_run(&harness), HARNESS_STOPPED);
        assert_non_null(strstr(harness_last_line(), "has not the size of one"));
        fclose(file);
}

/* It cannot be told from one that was being written when the power went, and which nobody was told of. */
static void of_two_states_the_one_that_is_whole_is_taken(void **state)
{
        FILE *file;

        (void)state;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        file = open_state("r+b");
        flip(file, STATE_SLOT_ROOM + 200);
        assert_int_equal(harness_inspect(&harness), HARNESS_DONE);
        assert_true(
                harness_logged("the newest was not written to its end: the one before is taken"));
        flip(file, 200);
        assert_int_equal(harness_inspect(&harness), HARNESS_STOPPED);
        assert_true(harness_logged("neither of its two copies is whole"));
        fclose(file);
}

/* A file of an earlier version is a state alone. */
static void a_state_of_an_earlier_version_is_taken(void **state)
{
        static uint8_t data[STATE_SLOT_ROOM];
        struct state_slot slot;
        FILE *file;

        (void)state;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        read_first(data, sizeof(data));
        assert_true(state_slot_read(data, &slot));
        file = open_state("wb");
        assert_int_equal(fwrite(data + STATE_SLOT_HEAD, 1, slot.size, file), slot.size);
        fclose(file);
        assert_int_equal(harness_inspect(&harness), HARNESS_DONE);
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        file = open_state("rb");
        fseek(file, 0, SEEK_END);
        assert_int_equal(ftell(file), STATE_SLOT_FILE);
        fclose(file);
        assert_int_equal(harness_inspect(&harness), HARNESS_DONE);
}

static int make_directory(void **state)
{
        (void)state;
        return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
        return reset(state) || rmdir(directory);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(a_damaged_state_is_refused, reset),
                cmocka_unit_test_setup(of_two_states_the_one_that_is_whole_is_taken, reset),
                cmocka_unit_test_setup(a_state_of_an_earlier_version_is_taken, reset),
        };

        return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
