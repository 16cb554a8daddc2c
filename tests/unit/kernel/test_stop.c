/*
 * tests/unit/kernel/test_stop.c - kernel/base/stop.c and log.c themselves, on vCPUs that are this one by turns. The machine
 * is stopped once and for all, so each test is a process of its own.
 */
#include "kernel/arch/console.h"
#include "kernel/arch/stop.h"
#include "kernel/arch/time.h"
#include "kernel/arch/vcpu.h"
#include "tests/unit/kernel/test.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/base/log.h"
#include "kernel/base/stop.h"

#define FIRST  5 /* reasons */
#define SECOND 7

static unsigned int vcpu;
static char console[1024];
static size_t console_size;
static void (*during_write)(void);
static jmp_buf terminated;
static unsigned int terminations;
static unsigned int last_reason;

unsigned int arch_vcpu(void)
{
        return vcpu;
}

uint64_t arch_monotonic_ns(void)
{
        return 0;
}

void arch_console_write(const char *text, size_t size)
{
        if (during_write)
                during_write();
        memcpy(console + console_size, text, size);
        console_size += size;
}

void arch_terminate(unsigned int reason)
{
        terminations++;
        last_reason = reason;
        longjmp(terminated, 1);
}

/* Runs @action on @on; true if it comes back, false if it terminates. */
static bool comes_back(unsigned int on, void (*action)(void))
{
        jmp_buf before;
        volatile bool back = false;
        unsigned int was = vcpu;

        memcpy(&before, &terminated, sizeof(before));
        vcpu = on;
        if (setjmp(terminated) == 0) {
                action();
                back = true;
        }
        memcpy(&terminated, &before, sizeof(before));
        vcpu = was;
        return back;
}

static void stop_first(void)
{
        kernel_stop(FIRST, "the %s lie", "first");
}

static void stop_second(void)
{
        kernel_stop(SECOND, "the second lie");
}

/* In a child, whose statics end with it. */
static void in_a_process(void (*test)(void))
{
        pid_t child = fork();
        int status;

        assert_int_not_equal(child, -1);
        if (child == 0) {
                test();
                exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
}

/* cmocka's assertions would unwind into the parent's test. */
#define MUST(condition)           \
        do {                      \
                if (!(condition)) \
                        _exit(1); \
        } while (0)

static void run_until_stopped(void)
{
        MUST(comes_back(0, stop_check));
        MUST(comes_back(0, arch_relax));
        MUST(comes_back(1, arch_relax));
        MUST(!comes_back(1, stop_first));
        MUST(last_reason == FIRST && terminations == 1);
        MUST(strcmp(console, "svsm: stopped: the first lie\n") == 0);
}

static void others_terminate_with_the_same_reason(void)
{
        run_until_stopped();
        MUST(!comes_back(0, stop_check));
        MUST(last_reason == FIRST && terminations == 2);
        MUST(!comes_back(2, arch_relax));
        MUST(!comes_back(3, stop_second));
        MUST(last_reason == FIRST && terminations == 4);
        MUST(strcmp(console, "svsm: stopped: the first lie\n") == 0);
}

/* A host that ignores it all and enters again finds the same. */
static void stays_stopped(void)
{
        run_until_stopped();
        for (unsigned int i = 0; i < 3; i++)
                MUST(!comes_back(0, stop_check));
        MUST(!comes_back(1, stop_second)); /* the first one too, with nothing more to say */
        MUST(strcmp(console, "svsm: stopped: the first lie\n") == 0);
}

static void look_around(void)
{
        during_write = NULL;
        MUST(comes_back(1, arch_relax));   /* the one who stops waits for the UART */
        MUST(!comes_back(0, stop_check));  /* the others are stopped before the line is out */
        MUST(!comes_back(1, stop_second)); /* an exception in the middle of its line */
}

static void is_stopped_before_the_line_is_written(void)
{
        during_write = look_around;
        MUST(!comes_back(1, stop_first));
        MUST(terminations == 3);
        MUST(strcmp(console, "svsm: stopped: the first lie\n") == 0);
}

static void write_log(void)
{
        log_line("still here");
}

static void who_waits_for_the_log_is_stopped(void)
{
        run_until_stopped(); /* and holds the console's lock for ever */
        MUST(!comes_back(2, write_log));
}

static void the_first_one_writes_its_line_and_all_terminate(void **state)
{
        (void)state;
        in_a_process(others_terminate_with_the_same_reason);
}

static void nobody_ever_goes_on(void **state)
{
        (void)state;
        in_a_process(stays_stopped);
}

static void the_machine_is_stopped_before_the_line_is_written(void **state)
{
        (void)state;
        in_a_process(is_stopped_before_the_line_is_written);
}

static void nobody_waits_for_a_lock_of_the_stopped(void **state)
{
        (void)state;
        in_a_process(who_waits_for_the_log_is_stopped);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_first_one_writes_its_line_and_all_terminate),
                cmocka_unit_test(nobody_ever_goes_on),
                cmocka_unit_test(the_machine_is_stopped_before_the_line_is_written),
                cmocka_unit_test(nobody_waits_for_a_lock_of_the_stopped),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
