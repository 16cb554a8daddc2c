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

/* Nobody waits long here. */
uint64_t arch_monotonic_ns(void)
{
        static uint64_t now;

        return now += 1000000000;
}

static void show(const char *text, size_t size)
{
        if (size > sizeof(console) - console_size)
                _exit(1);
        memcpy(console + console_size, text, size);
        console_size += size;
}

/* What happens during a write happens in the middle of it. */
void arch_console_write(const char *text, size_t size)
{
        size_t half = size / 2;

        show(text, half);
        if (during_write)
                during_write();
        show(text + half, size - half);
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
        MUST(comes_back(1, arch_relax));  /* the one who stops waits for the UART */
        MUST(!comes_back(0, stop_check)); /* the others are stopped before the line is out */
}

static void is_stopped_before_the_line_is_written(void)
{
        during_write = look_around;
        MUST(!comes_back(1, stop_first));
        MUST(terminations == 2);
        MUST(strcmp(console, "svsm: stopped: the first lie\n") == 0);
}

static bool console_ends_with(const char *text)
{
        size_t size = strlen(text);

        return console_size >= size && memcmp(console + console_size - size, text, size) == 0;
}

/* As on a machine, nobody comes back from an exception there. */
static void be_interrupted(void)
{
        during_write = NULL;
        MUST(console_size > 0 && console_size < strlen("svsm: stopped: the first lie\n"));
        MUST(!comes_back(1, stop_second));
        MUST(last_reason == FIRST && terminations == 1);
        MUST(console_ends_with("\nsvsm: stopped: the first lie\n"));
        MUST(!comes_back(0, stop_second)); /* and the others have nothing to wait for */
        MUST(terminations == 2);
        exit(0);
}

static void is_said_in_the_exception(void)
{
        during_write = be_interrupted;
        (void)comes_back(1, stop_first);
        _exit(1);
}

static unsigned int interruptions;

static void be_interrupted_for_ever(void)
{
        interruptions++;
        MUST(interruptions < 100);
        MUST(!comes_back(1, stop_second));
        exit(0);
}

static void ends_without_being_said(void)
{
        during_write = be_interrupted_for_ever;
        (void)comes_back(1, stop_first);
        _exit(1);
}

/* Orderly: there is nothing to say, and nobody waits for it. */
static void end(void)
{
        if (stop_begin(FIRST))
                stop_told();
        arch_terminate(FIRST);
}

static void says_nothing_after_the_end(void)
{
        MUST(!comes_back(1, end));
        MUST(!comes_back(1, stop_second)); /* a page that is gone, as the guest is taken away */
        MUST(last_reason == FIRST && console_size == 0);
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

static void an_exception_in_the_line_says_it(void **state)
{
        (void)state;
        in_a_process(is_said_in_the_exception);
}

static void exceptions_for_ever_end_it(void **state)
{
        (void)state;
        in_a_process(ends_without_being_said);
}

static void an_orderly_end_has_nothing_to_say(void **state)
{
        (void)state;
        in_a_process(says_nothing_after_the_end);
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
                cmocka_unit_test(an_exception_in_the_line_says_it),
                cmocka_unit_test(exceptions_for_ever_end_it),
                cmocka_unit_test(an_orderly_end_has_nothing_to_say),
                cmocka_unit_test(nobody_waits_for_a_lock_of_the_stopped),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
