/*
 * tests/unit/kernel/interleave/main.c - which orders are tried.
 *
 * interleavings                  all pairs, then random orders for some seconds
 * interleavings SECONDS [SEED]   random orders of three vCPUs' operations
 */
#include "tests/unit/kernel/interleave/interleave.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEFAULT_SECONDS 5
#define DEFAULT_SEED    1
#define TURNS           64 /* of a random scenario, before everybody goes to the end */
#define POINTS_IN_TURN  8

static void finish(const struct scenario *scenario)
{
        scenario_end();
        report(scenario);
}

/* ---- pairs */

/* How far each vCPU comes before the other's turn. */
struct order {
        unsigned int first; /* vCPU */
        unsigned int limit_first, limit_other;
};

/* What became of the limits. */
struct reached {
        bool first, other;
};

static struct reached try(const struct scenario *scenario, const struct order *order)
{
        unsigned int other = 1 - order->first;
        struct reached reached;

        scenario_begin(scenario);
        reached.first = scenario_turn(order->first, order->limit_first) == TURN_LIMIT;
        reached.other = scenario_turn(other, order->limit_other) == TURN_LIMIT;
        (void)scenario_turn(order->first, TO_THE_END);
        (void)scenario_turn(other, TO_THE_END);
        finish(scenario);
        return reached;
}

/* The other one stops at each of its points as well; in the last of these it does not. */
static struct reached try_splits(const struct scenario *scenario, struct order order)
{
        struct reached reached;

        for (order.limit_other = 1;; order.limit_other++) {
                reached = try(scenario, &order);
                if (!reached.other)
                        return reached;
        }
}

static void try_orders(const struct scenario *scenario, unsigned int first, bool split)
{
        struct order order = { .first = first, .limit_first = 1, .limit_other = TO_THE_END };

        while ((split ? try_splits(scenario, order) : try(scenario, &order)).first)
                order.limit_first++;
}

static void pair(const struct operation *a, const struct operation *b)
{
        const struct scenario scenario = { .operations = { { a }, { b } } };
        bool split = operations_meet(a, 0, b, 1);

        if (!operations_matter(a, b))
                return;
        try_orders(&scenario, 0, split);
        try_orders(&scenario, 1, split);
}

static void all_pairs(void)
{
        for (unsigned int a = 0; a < operation_count; a++)
                for (unsigned int b = 0; b < operation_count; b++)
                        pair(&operations[a], &operations[b]);
        printf("%u operations, all pairs: %" PRIu64 " orders\n", operation_count, report_count());
        fflush(stdout);
}

/* ---- at random */

/* Marsaglia's xorshift64*. Its state is the caller's: a static one would be put back. */
static unsigned int random_below(uint64_t *state, unsigned int limit)
{
        *state ^= *state >> 12;
        *state ^= *state << 25;
        *state ^= *state >> 27;
        return (unsigned int)((*state * UINT64_C(0x2545f4914f6cdd1d) >> 32) % limit);
}

static struct scenario random_scenario(uint64_t *random)
{
        struct scenario scenario = { 0 };

        for (unsigned int vcpu = 0; vcpu < FAKE_VCPUS; vcpu++) {
                unsigned int count = 1 + random_below(random, FIBER_OPERATIONS);

                for (unsigned int i = 0; i < count; i++)
                        scenario.operations[vcpu][i] =
                                &operations[random_below(random, operation_count)];
        }
        return scenario;
}

static void try_random(uint64_t *random)
{
        struct scenario scenario = random_scenario(random);

        scenario_begin(&scenario);
        for (unsigned int turns = 0; turns < TURNS && !scenario_over(); turns++) {
                unsigned int vcpu = random_below(random, FAKE_VCPUS);
                unsigned int points = 1 + random_below(random, POINTS_IN_TURN);

                (void)scenario_turn(vcpu, scenario_points(vcpu) + points);
        }
        finish(&scenario);
}

static void at_random(unsigned int seconds, uint64_t seed)
{
        time_t until = time(NULL) + (time_t)seconds;
        uint64_t random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
        uint64_t before = report_count();

        printf("at random, %u s, seed %" PRIu64 "\n", seconds, seed);
        fflush(stdout);
        while (time(NULL) < until)
                try_random(&random);
        printf("at random: %" PRIu64 " orders\n", report_count() - before);
}

int main(int argc, char **argv)
{
        unsigned int seconds = DEFAULT_SECONDS;
        uint64_t seed = DEFAULT_SEED;
        unsigned int broken;

        if (argc > 1) {
                seconds = (unsigned int)strtoul(argv[1], NULL, 10);
                seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL);
        }
        machine_init();
        if (argc < 2)
                all_pairs();
        at_random(seconds, seed);
        broken = report_summary();
        printf("%u rules broken\n", broken);
        return broken == 0 ? 0 : 1;
}
