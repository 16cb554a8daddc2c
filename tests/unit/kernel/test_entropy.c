/* tests/unit/kernel/test_entropy.c - random numbers while one of the CPU's sources is bad, or all of them are. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kernel/arch/stop.h"
#include "kernel/cpu/area.h"
#include "kernel/cpu/features.h"

/* The CPU, in place of its instructions. */
static struct cpu cpu;
static uint64_t missing; /* features */
static bool constant_seed, constant_random, no_seed, no_random;
static uint64_t counter;
static unsigned int waits;

static uint64_t different(void)
{
        return ++counter * UINT64_C(0x9e3779b97f4a7c15);
}

static bool fake_rdseed(uint64_t *out)
{
        *out = constant_seed ? 7 : different();
        return !no_seed;
}

static bool fake_rdrand(uint64_t *out)
{
        *out = constant_random ? 7 : different();
        return !no_random;
}

void arch_relax(void)
{
        waits++;
}

bool feature_present(enum params_cpu_feature feature)
{
        return !(missing >> feature & 1);
}

/* The clock stands still: what differs does so without its help. */
#define rdseed        fake_rdseed
#define rdrand        fake_rdrand
#define rdtsc()       UINT64_C(1000)
#define cpu_current() (&cpu)
#include "kernel/cpu/entropy.c"

static int reset(void **state)
{
        (void)state;
        cpu = (struct cpu){ 0 };
        missing = 0;
        constant_seed = constant_random = no_seed = no_random = false;
        counter = 0;
        waits = 0;
        return 0;
}

static void numbers_differ(unsigned int count)
{
        uint64_t last = 0;

        for (unsigned int i = 0; i < count; i++) {
                uint64_t value;

                assert_true(arch_entropy(&value));
                assert_int_not_equal(value, last);
                last = value;
        }
}

static void gives_a_number_from_both(void **state)
{
        (void)state;
        numbers_differ(100);
        assert_int_equal(counter, 200);
}

/* What a source that is worse than it says gives does not take away what the other one gives. */
static void a_number_depends_on_each_source(void **state)
{
        uint64_t first;
        uint64_t second;

        (void)state;
        constant_seed = true;
        assert_true(arch_entropy(&first));
        reset(state);
        constant_seed = true;
        counter = 5;
        assert_true(arch_entropy(&second));
        assert_int_not_equal(first, second);
        reset(state);
        constant_random = true;
        counter = 5;
        assert_true(arch_entropy(&first));
        reset(state);
        constant_random = true;
        counter = 6;
        assert_true(arch_entropy(&second));
        assert_int_not_equal(first, second);
}

static void a_source_that_repeats_itself_stops(void **state)
{
        uint64_t value;

        (void)state;
        constant_seed = true;
        assert_true(arch_entropy(&value));
        assert_false(arch_entropy(&value));
        reset(state);
        constant_random = true;
        assert_true(arch_entropy(&value));
        assert_false(arch_entropy(&value));
}

static void a_source_that_is_exhausted_stops(void **state)
{
        uint64_t value;

        (void)state;
        no_seed = true;
        assert_false(arch_entropy(&value));
        assert_int_equal(waits, SEED_TRIES);
        reset(state);
        no_random = true;
        assert_false(arch_entropy(&value));
}

static void one_source_may_be_missing_and_not_both(void **state)
{
        uint64_t value;

        (void)state;
        missing = UINT64_C(1) << PARAMS_CPU_RDSEED;
        numbers_differ(10);
        reset(state);
        missing = UINT64_C(1) << PARAMS_CPU_RDRAND;
        numbers_differ(10);
        missing |= UINT64_C(1) << PARAMS_CPU_RDSEED;
        assert_false(arch_entropy(&value));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(gives_a_number_from_both, reset),
                cmocka_unit_test_setup(a_number_depends_on_each_source, reset),
                cmocka_unit_test_setup(a_source_that_repeats_itself_stops, reset),
                cmocka_unit_test_setup(a_source_that_is_exhausted_stops, reset),
                cmocka_unit_test_setup(one_source_may_be_missing_and_not_both, reset),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
