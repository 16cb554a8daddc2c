/*
 * tests/unit/vtpm/test_kill.c - vtpmd is killed at every TPM command of a manufacture and of a later
 * boot, and at every step of keeping the state. Whatever is found afterwards is nothing or a whole
 * TPM, and the next start ends with a whole one.
 */
#include "tests/unit/vtpm/harness.h"
#include "tests/unit/wire/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char directory[] = "/tmp/cashew-kill-XXXXXX";
static struct harness harness;

static void empty_directory(void)
{
        char command[128];

        snprintf(command, sizeof(command), "rm -f '%s'/*", directory);
        assert_int_equal(system(command), 0);
}

static void make_whole(void)
{
        harness.kill_at = 0;
        harness.kill_store = 0;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        assert_int_equal(harness_inspect(&harness), HARNESS_DONE);
}

static void at_every_command_of_a_manufacture(void **state)
{
        uint32_t commands;

        (void)state;
        empty_directory();
        make_whole();
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        empty_directory();
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        commands = harness_commands();
        assert_true(commands > 50);
        for (uint32_t kill = 1; kill <= commands; kill++) {
                empty_directory();
                harness.kill_at = kill;
                if (harness_run(&harness) != HARNESS_KILLED)
                        break; /* the last ones are the test's own look at it */
                assert_int_equal(harness_inspect(&harness), HARNESS_NONE);
        }
        make_whole();
}

static void at_every_command_of_a_later_boot(void **state)
{
        uint32_t kill = 0;

        (void)state;
        empty_directory();
        make_whole();
        do {
                harness.kill_at = ++kill;
                assert_int_not_equal(kill, 500);
                if (harness_run(&harness) != HARNESS_KILLED)
                        break;
                assert_int_equal(harness_inspect(&harness), HARNESS_DONE);
        } while (true);
        assert_true(kill > 30);
        make_whole();
}

/* A new file: room in both places, the state, fdatasync, before rename, behind it, before the directory's fsync. */
static void at_every_step_of_the_first_state(void **state)
{
        (void)state;
        for (uint32_t kill = 1; kill <= 7; kill++) {
                empty_directory();
                harness.kill_store = kill;
                assert_int_equal(harness_run(&harness), HARNESS_KILLED);
                assert_int_equal(harness_inspect(&harness), kill > 5 ? HARNESS_DONE : HARNESS_NONE);
                make_whole();
        }
}

/* A later one: half of it, all of it before fdatasync; of as many as there are. */
static void at_every_step_of_later_states(void **state)
{
        uint32_t kill = 0;

        (void)state;
        empty_directory();
        make_whole();
        do {
                harness.kill_store = ++kill;
                assert_int_not_equal(kill, 50);
                if (harness_run(&harness) != HARNESS_KILLED)
                        break;
                assert_int_equal(harness_inspect(&harness), HARNESS_DONE);
        } while (true);
        assert_int_equal(kill, 3); /* pwrite, fdatasync */
        make_whole();
}

static int begin(void **state)
{
        (void)state;
        harness =
                (struct harness){ .profile = harness_profile(), .options = { .state = directory } };
        return mkdtemp(directory) ? 0 : -1;
}

static int end(void **state)
{
        (void)state;
        empty_directory();
        return rmdir(directory);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(at_every_command_of_a_manufacture),
                cmocka_unit_test(at_every_command_of_a_later_boot),
                cmocka_unit_test(at_every_step_of_the_first_state),
                cmocka_unit_test(at_every_step_of_later_states),
        };

        return cmocka_run_group_tests(tests, begin, end);
}
