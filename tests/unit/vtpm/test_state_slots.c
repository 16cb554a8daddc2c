/*
 * tests/unit/vtpm/test_state_slots.c - a file with two places for a state: whatever of a write has come to the disk when the
 * power goes, there is the state that was written or the one before, and never another.
 */
#include "services/vtpm/state_slots.h"
#include "tests/unit/wire/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE  1200 /* of a state */
#define PLACE (STATE_SLOT_HEAD + SIZE + STATE_SLOT_DIGEST)

static struct state_frame frame;
static struct state_slots slots;
static int file;

static int set_up(void **state)
{
        (void)state;
        file = memfd_create("state", MFD_CLOEXEC);
        return file < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
        (void)state;
        return close(file);
}

static void fill(char letter, size_t size)
{
        memset(frame.state, letter, size);
        frame.state[size - 1] = '.';
}

static void make(char letter, size_t size)
{
        fill(letter, size);
        assert_int_equal(state_slots_make(file, &frame, size, &slots), 0);
}

static void write_state(char letter, size_t size)
{
        fill(letter, size);
        assert_int_equal(state_slots_write(file, &frame, size, &slots), 0);
}

/* The letter that the file is full of; 0 if it has no whole state. */
static char read_state(size_t size)
{
        struct state_slots found;
        long got;

        memset(&frame, 0, sizeof(frame));
        got = state_slots_read(file, &frame, &found);
        if (got == 0)
                return 0;
        assert_int_equal(got, size);
        for (size_t i = 0; i < size - 1; i++)
                assert_int_equal(frame.state[i], frame.state[0]);
        assert_int_equal(frame.state[size - 1], '.');
        return (char)frame.state[0];
}

static void the_newest_is_read(void **state)
{
        (void)state;
        make('a', 100);
        assert_true(state_slots_are_in(file));
        assert_int_equal(read_state(100), 'a');
        for (char letter = 'b'; letter <= 'z'; letter++) {
                size_t size = letter % 3 == 0 ? 5 : 90000; /* it grows and shrinks */

                write_state(letter, size);
                assert_int_equal(read_state(size), letter);
                assert_int_equal(state_slots_read(file, &frame, &slots), size);
        }
        write_state('0', STATE_SLOT_STATE_MAX);
        assert_int_equal(read_state(STATE_SLOT_STATE_MAX), '0');
}

/* Both places as they are before the third state and after, and where that goes. */
static void two_and_a_third(uint8_t before[PLACE], uint8_t after[PLACE])
{
        make('a', SIZE);
        write_state('b', SIZE);
        assert_int_equal(pread(file, before, PLACE, 0), PLACE);
        write_state('c', SIZE);
        assert_int_equal(pread(file, after, PLACE, 0), PLACE);
}

/* What is there when @mixed has come to the disk. */
static void expect(const uint8_t *mixed, const uint8_t *after)
{
        assert_int_equal(pwrite(file, mixed, PLACE, 0), PLACE);
        assert_int_equal(read_state(SIZE), memcmp(mixed, after, PLACE) == 0 ? 'c' : 'b');
}

static void a_power_cut_at_any_byte_leaves_the_one_before(void **state)
{
        uint8_t before[PLACE], after[PLACE], mixed[PLACE];

        (void)state;
        two_and_a_third(before, after);
        for (size_t done = 0; done <= PLACE; done++) {
                memcpy(mixed, before, PLACE);
                memcpy(mixed, after, done);
                expect(mixed, after);
                /* The disk may begin at the end. */
                memcpy(mixed, before, PLACE);
                memcpy(mixed + PLACE - done, after + PLACE - done, done);
                expect(mixed, after);
        }
}

/* Or with some blocks of it: here of 256 bytes, in each choice of them, with nothing or what was before in the others. */
static void any_blocks_of_it_leave_the_one_before(void **state)
{
        uint8_t before[PLACE], after[PLACE], mixed[PLACE];
        const size_t blocks = (PLACE + 255) / 256;

        (void)state;
        two_and_a_third(before, after);
        for (unsigned int choice = 0; choice < 2u << blocks; choice++) {
                if (choice & 1)
                        memcpy(mixed, before, PLACE);
                else
                        memset(mixed, 0, PLACE);
                for (size_t i = 0; i < blocks; i++) {
                        size_t at = i * 256;
                        size_t size = PLACE - at < 256 ? PLACE - at : 256;

                        if (choice >> (i + 1) & 1)
                                memcpy(mixed + at, after + at, size);
                }
                expect(mixed, after);
        }
}

static void what_follows_goes_over_what_is_not_whole(void **state)
{
        uint8_t before[PLACE], after[PLACE];

        (void)state;
        two_and_a_third(before, after);
        after[PLACE - 1] ^= 1;
        assert_int_equal(pwrite(file, after, PLACE, 0), PLACE);
        assert_int_equal(state_slots_read(file, &frame, &slots), SIZE);
        assert_true(slots.lost);
        write_state('d', SIZE);
        assert_int_equal(read_state(SIZE), 'd');
        assert_false(slots.lost);
        /* The one before is still there. */
        assert_int_equal(pwrite(file, before, PLACE, 0), PLACE);
        assert_int_equal(read_state(SIZE), 'b');
}

static void a_file_without_a_whole_state_has_none(void **state)
{
        (void)state;
        assert_false(state_slots_are_in(file));
        assert_int_equal(ftruncate(file, STATE_SLOT_FILE), 0);
        assert_true(state_slots_are_in(file));
        assert_int_equal(read_state(SIZE), 0);
        make('a', SIZE);
        assert_int_equal(pwrite(file, "x", 1, STATE_SLOT_HEAD + 7), 1);
        assert_int_equal(read_state(SIZE), 0);
}

static void what_cannot_be_written_is_said(void **state)
{
        char path[64];
        int reader;

        (void)state;
        make('a', SIZE);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
        reader = open(path, O_RDONLY);
        assert_true(reader >= 0);
        fill('b', SIZE);
        assert_int_equal(state_slots_write(reader, &frame, SIZE, &slots), -1);
        assert_int_equal(errno, EBADF);
        close(reader);
        assert_int_equal(read_state(SIZE), 'a');
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(the_newest_is_read, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_power_cut_at_any_byte_leaves_the_one_before,
                                                set_up, tear_down),
                cmocka_unit_test_setup_teardown(any_blocks_of_it_leave_the_one_before, set_up,
                                                tear_down),
                cmocka_unit_test_setup_teardown(what_follows_goes_over_what_is_not_whole, set_up,
                                                tear_down),
                cmocka_unit_test_setup_teardown(a_file_without_a_whole_state_has_none, set_up,
                                                tear_down),
                cmocka_unit_test_setup_teardown(what_cannot_be_written_is_said, set_up, tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
