/* tests/unit/kernel/test_absence.c - waiting for a guest that is not there yet. */
#include "tests/unit/kernel/test.h"

#include "kernel/guest/absence.h"
#include "tests/unit/kernel/fake_arch.h"

static unsigned int turns;

static void count_turn(const struct fake_point *point)
{
        if (point->action == FAKE_RELAX)
                turns++;
}

static int set_up(void **state)
{
        (void)state;
        fake_reset(0);
        fake.on_arch = count_turn;
        turns = 0;
        return 0;
}

static void pauses_grow_up_to_ten_milliseconds(void **state)
{
        struct absence absence = { 0 };
        uint64_t before = 0;

        (void)state;
        for (unsigned int i = 0; i < 30; i++) {
                absence_pause(&absence);
                assert_true(absence.pause_ns >= before);
                assert_true(absence.pause_ns <= 10000000);
                before = absence.pause_ns;
        }
        assert_int_equal(before, 10000000);
}

/* The host is asked a few hundred times before the vCPU halts instead. */
static void two_seconds_are_a_few_hundred_pauses(void **state)
{
        struct absence absence = { 0 };
        unsigned int pauses = 0;

        (void)state;
        for (; absence.total_ns < ABSENCE_SHORT_NS; pauses++)
                absence_pause(&absence);
        assert_in_range(pauses, 100, 400);
}

static void a_clock_that_stands_still_makes_no_pause_endless(void **state)
{
        struct absence absence = { 0 };

        (void)state;
        fake.frozen = true;
        absence_pause(&absence);
        assert_in_range(turns, 1, 10000);
        assert_int_equal(absence.total_ns, absence.pause_ns);
}

static void a_pause_ends_when_the_machine_is_stopped(void **state)
{
        struct absence absence = { 0 };
        jmp_buf stop;

        (void)state;
        fake.frozen = true;
        fake.stopped = true;
        fake.stop = &stop;
        if (setjmp(stop) == 0) {
                absence_pause(&absence);
                fail();
        }
        assert_int_equal(fake.stop_reason, FAKE_STOP_FOLLOWED);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(pauses_grow_up_to_ten_milliseconds, set_up),
                cmocka_unit_test_setup(two_seconds_are_a_few_hundred_pauses, set_up),
                cmocka_unit_test_setup(a_clock_that_stands_still_makes_no_pause_endless, set_up),
                cmocka_unit_test_setup(a_pause_ends_when_the_machine_is_stopped, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
