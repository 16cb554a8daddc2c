/*
 * tests/unit/kernel/interleave/scheduler.c - vCPUs as coroutines. One runs until it comes to the
 * point where it was told to stop, waits for another one, or is done; then main.c says who is next.
 */
#include "tests/unit/kernel/interleave/interleave.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "kernel/base/terminate.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#else
#define __sanitizer_start_switch_fiber(save, bottom, size)  ((void)(save))
#define __sanitizer_finish_switch_fiber(save, bottom, size) ((void)(save))
#define __asan_unpoison_memory_region(start, size)          ((void)(start))
#endif

#define STACK_SIZE  (256 * 1024)
#define IDLE_ROUNDS 8      /* who waits may have to look more than once */
#define POINTS_MAX  100000 /* of one vCPU; more means that it never ends */

struct fiber {
        ucontext_t context;
        uint8_t *stack;
        void *sanitizer; /* its own of this stack */
        unsigned int points;
        unsigned int limit;
        unsigned int user_depth;
        bool waits;
        bool done;
};

static struct scheduler {
        ucontext_t main;
        void *main_sanitizer;
        const void *main_stack;
        size_t main_size;
        struct fiber fibers[FAKE_VCPUS];
        struct scenario scenario;
        bool stopped;
} * scheduler;

static struct fiber *current(void)
{
        return &scheduler->fibers[fake.vcpu];
}

bool scenario_over(void)
{
        return scheduler->stopped || violated();
}

unsigned int scenario_points(unsigned int vcpu)
{
        return scheduler->fibers[vcpu].points;
}

/* Gives the turn back. Without @again it is for ever. */
static void yield(bool again)
{
        struct fiber *fiber = current();

        __sanitizer_start_switch_fiber(again ? &fiber->sanitizer : NULL, scheduler->main_stack,
                                       scheduler->main_size);
        swapcontext(&fiber->context, &scheduler->main);
        __sanitizer_finish_switch_fiber(fiber->sanitizer, &scheduler->main_stack,
                                        &scheduler->main_size);
}

static void fiber_main(void)
{
        const struct fiber *fiber = current();
        unsigned int vcpu = fake.vcpu;

        __sanitizer_finish_switch_fiber(NULL, &scheduler->main_stack, &scheduler->main_size);
        for (unsigned int i = 0; i < FIBER_OPERATIONS; i++)
                if (scheduler->scenario.operations[vcpu][i] && !scenario_over())
                        operation_run(scheduler->scenario.operations[vcpu][i]);
        scheduler->fibers[vcpu].done = true;
        (void)fiber;
        yield(false);
}

/* ---- in a coroutine */

/* Where the turn can change. Everything up to here is judged. */
static void pass(bool waits)
{
        struct fiber *fiber = current();

        invariants_account(fake.vcpu);
        if (scenario_over())
                yield(false);
        if (waits && !fiber->waits)
                trace_text(fake.vcpu, "waits", "");
        fiber->waits = waits;
        if (!waits && ++fiber->points > POINTS_MAX) {
                violation("vcpu %u does not come to an end", fake.vcpu);
                yield(false);
        }
        if (waits || fiber->points >= fiber->limit)
                yield(true);
}

static void on_arch(const struct fake_point *point)
{
        pass(point->action == FAKE_RELAX);
        if (point->action == FAKE_RELAX)
                return;
        trace_point(fake.vcpu, point);
        invariants_action(fake.vcpu, point);
        if (violated())
                yield(false);
}

void scheduler_point(void)
{
        pass(false);
}

void scheduler_fault(void)
{
        scheduler->stopped = true;
        trace_text(fake.vcpu, "faults", "");
}

/* A host that exchanges pages may be found out; nothing else may stop the machine. */
static void on_stop(void)
{
        bool expected =
                fake.stop_reason == TERMINATE_HOST_LIES || fake.stop_reason == TERMINATE_EXCEPTION;

        scheduler->stopped = true;
        if (!host_has_swapped() || !expected)
                violation("the machine stops, reason %u", fake.stop_reason);
        trace_text(fake.vcpu, "stops the machine", "");
        yield(false);
}

/* ---- outside */

void scheduler_init(void)
{
        scheduler = calloc(1, sizeof(*scheduler));
        for (unsigned int i = 0; scheduler && i < FAKE_VCPUS; i++)
                scheduler->fibers[i].stack = malloc(STACK_SIZE);
}

static void begin_fiber(struct fiber *fiber)
{
        uint8_t *stack = fiber->stack;

        *fiber = (struct fiber){ .stack = stack };
        __asan_unpoison_memory_region(stack, STACK_SIZE);
        getcontext(&fiber->context);
        fiber->context.uc_stack.ss_sp = stack;
        fiber->context.uc_stack.ss_size = STACK_SIZE;
        fiber->context.uc_link = NULL;
        makecontext(&fiber->context, fiber_main, 0);
}

void scenario_begin(const struct scenario *scenario)
{
        machine_reset();
        scheduler->scenario = *scenario;
        scheduler->stopped = false;
        for (unsigned int i = 0; i < FAKE_VCPUS; i++) {
                begin_fiber(&scheduler->fibers[i]);
                scheduler->fibers[i].done = !scenario->operations[i][0];
        }
        fake.on_arch = on_arch;
        fake.on_stop = on_stop;
}

static void run(struct fiber *fiber)
{
        fake.user_depth = fiber->user_depth;
        __sanitizer_start_switch_fiber(&scheduler->main_sanitizer, fiber->stack, STACK_SIZE);
        swapcontext(&scheduler->main, &fiber->context);
        __sanitizer_finish_switch_fiber(scheduler->main_sanitizer, NULL, NULL);
        fiber->user_depth = fake.user_depth;
}

enum turn scenario_turn(unsigned int vcpu, unsigned int limit)
{
        struct fiber *fiber = &scheduler->fibers[vcpu];

        if (scenario_over())
                return TURN_STOPPED;
        if (fiber->done)
                return TURN_DONE;
        fiber->limit = limit;
        fake.vcpu = vcpu;
        if (fiber->points < limit)
                run(fiber);
        if (scenario_over())
                return TURN_STOPPED;
        if (fiber->done)
                return TURN_DONE;
        return fiber->waits ? TURN_WAITS : TURN_LIMIT;
}

/* One turn for everybody; false if nobody came to another point. */
static bool round_of_turns(bool *all_done)
{
        bool progress = false;

        *all_done = true;
        for (unsigned int vcpu = 0; vcpu < FAKE_VCPUS; vcpu++) {
                unsigned int before = scenario_points(vcpu);

                if (scheduler->fibers[vcpu].done)
                        continue;
                if (scenario_turn(vcpu, TO_THE_END) != TURN_DONE)
                        *all_done = false;
                progress =
                        progress || scheduler->fibers[vcpu].done || scenario_points(vcpu) != before;
        }
        return progress;
}

void scenario_end(void)
{
        unsigned int idle = 0;
        bool all_done = false;

        while (!scenario_over() && !all_done && idle < IDLE_ROUNDS)
                idle = round_of_turns(&all_done) ? 0 : idle + 1;
        if (idle == IDLE_ROUNDS)
                violation("deadlock: every vCPU waits for another one");
        fake.on_arch = NULL;
        if (!scenario_over())
                invariants_end();
}
