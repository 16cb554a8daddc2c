/* tests/unit/tpm/test_filters.c - what a filter of --seccomp forbids ends the process, and what it allows does not. */
#include "tests/unit/tpm/test.h"

#include "tools/tpm/swtpm/filters.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum call {
        CALL_ALLOWED,
        CALL_OPEN,
        CALL_SOCKET,
        CALL_EXECVE,
        CALL_FORK,
        CALL_SETUID,
};

/* Sanitizers' own functions are not in the way of these. */
static void make(enum call call)
{
        switch (call) {
        case CALL_ALLOWED:
                syscall(SYS_getpid);
                break;
        case CALL_OPEN:
                syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY);
                break;
        case CALL_SOCKET:
                syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
                break;
        case CALL_EXECVE:
                syscall(SYS_execve, "/nowhere", NULL, NULL);
                break;
        case CALL_FORK:
                syscall(SYS_fork);
                break;
        case CALL_SETUID:
                syscall(SYS_setuid, 0);
                break;
        }
        syscall(SYS_exit_group, 7);
}

/* How a process ends that makes @call under the filter in @fd. */
static int end_of(int fd, enum call call)
{
        const struct confinement confinement = { .ours = fd };
        int status = 0;
        pid_t pid = fork();

        assert_true(pid >= 0);
        if (pid == 0) {
                if (confine(&confinement))
                        _exit(1);
                make(call);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return status;
}

static void assert_allowed(int fd, enum call call)
{
        int status = end_of(fd, call);

        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 7);
}

static void assert_killed(int fd, enum call call)
{
        int status = end_of(fd, call);

        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGSYS);
}

static void what_is_forbidden_ends_the_process(void **state)
{
        struct confinement filters;

        (void)state;
        assert_int_equal(filters_make(false, &filters), 0);
        assert_allowed(filters.ours, CALL_ALLOWED);
        assert_allowed(filters.vtpmd, CALL_ALLOWED);
        assert_allowed(filters.vtpmd, CALL_OPEN);
        assert_killed(filters.ours, CALL_OPEN);
        for (enum call call = CALL_SOCKET; call <= CALL_SETUID; call++) {
                assert_killed(filters.ours, call);
                assert_killed(filters.vtpmd, call);
        }
        close(filters.ours);
        close(filters.vtpmd);
}

static void a_filter_that_logs_ends_nothing(void **state)
{
        struct confinement filters;

        (void)state;
        assert_int_equal(filters_make(true, &filters), 0);
        assert_allowed(filters.ours, CALL_SOCKET);
        assert_allowed(filters.vtpmd, CALL_SOCKET);
        close(filters.ours);
        close(filters.vtpmd);
}

static void what_is_no_filter_is_not_loaded(void **state)
{
        const struct confinement nothing = { .ours = open("/dev/null", O_RDONLY) };

        (void)state;
        assert_int_equal(confine(NULL), 0);
        assert_int_equal(confine(&nothing), -1);
        close(nothing.ours);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_forbidden_ends_the_process),
                cmocka_unit_test(a_filter_that_logs_ends_nothing),
                cmocka_unit_test(what_is_no_filter_is_not_loaded),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
