/*
 * tools/run/loop.c - `cashew run` while the machine runs: one poll() over sockets, children and limits.
 *
 * The run is over when QEMU has ended and its sockets are empty: nothing that the guest wrote before it went
 * down gets lost.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/common/command.h"
#include "tools/run/loop.h"
#include "tools/run/terminal.h"

#define LEAVE_KEY 0x1d /* Ctrl-], as telnet has it */

/* Where stdout has gone there is nothing to be done about it; the machine runs on. */
static void write_all(int fd, const char *data, size_t size)
{
        while (size > 0) {
                ssize_t done = write(fd, data, size);

                if (done < 0 && errno == EINTR)
                        continue;
                if (done <= 0)
                        return;
                data += done;
                size -= (size_t)done;
        }
}

/* The status port: lines, each a word: `init` when Linux is up, then the command's exit status. */
static void take_status(struct run *run, const char *data, size_t size)
{
        for (size_t i = 0; i < size; i++) {
                if (data[i] != '\n') {
                        if (run->status_length + 1 < sizeof(run->status_line))
                                run->status_line[run->status_length++] = data[i];
                        continue;
                }
                run->status_line[run->status_length] = '\0';
                run->status_length = 0;
                if (strcmp(run->status_line, "init") == 0) {
                        run->console.is_terminal = false;
                        run_console_stage(&run->console, RUN_STAGE_INIT, "linux: init runs");
                } else
                        run->command_status = atoi(run->status_line);
        }
}

/*
 * Bytes go where they belong, as they are, except on the console and the status port, which are lines for us.
 */
static void take(struct run *run, enum run_stream stream, const char *data, size_t size)
{
        switch (stream) {
        case RUN_CONSOLE:
                run_console_input(&run->console, data, size);
                break;
        case RUN_STATUS:
                take_status(run, data, size);
                break;
        case RUN_STDERR:
                write_all(STDERR_FILENO, data, size);
                break;
        default:
                write_all(STDOUT_FILENO, data, size);
                break;
        }
}

/* Reads once. False: the stream has ended. */
static bool read_stream(struct run *run, enum run_stream stream)
{
        char data[16384];
        ssize_t size = read(run->connections[stream], data, sizeof(data));

        if (size < 0 && (errno == EINTR || errno == EAGAIN))
                return true;
        if (size > 0)
                take(run, stream, data, (size_t)size);
        return size > 0;
}

/* The other side has ended; its listener is gone already, so nobody comes again. */
static void close_stream(struct run *run, enum run_stream stream)
{
        if (stream == RUN_CONSOLE)
                run_console_end(&run->console);
        close(run->connections[stream]);
        run->connections[stream] = -1;
}

/* QEMU connects once to each; nobody else shall. */
static void accept_stream(struct run *run, enum run_stream stream)
{
        run->connections[stream] =
                accept4(run->listeners[stream], NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (run->connections[stream] < 0)
                return;
        close(run->listeners[stream]);
        run->listeners[stream] = -1;
        if (stream == RUN_TERMINAL || (stream == RUN_CONSOLE && run->console.is_terminal))
                run_terminal_raw();
}

/* As much of the command as the port takes. */
static void send_command(struct run *run)
{
        const char *rest = run->command + run->command_sent;
        ssize_t done = write(run->connections[RUN_COMMAND], rest, strlen(rest));

        if (done > 0)
                run->command_sent += (size_t)done;
}

/* Not before init listens: a firmware with a driver for these ports would take it. */
static bool command_left(const struct run *run)
{
        return run->connections[RUN_COMMAND] >= 0 && run->console.stage == RUN_STAGE_INIT &&
               run->command[run->command_sent] != '\0';
}

/* Where the guest reads what is typed; -1: nowhere yet. */
static int typed_for(const struct run *run)
{
        if (run->console.is_terminal)
                return run->console.stage >= RUN_STAGE_MACHINE ? run->connections[RUN_CONSOLE] : -1;
        return run->console.stage >= RUN_STAGE_GUEST ? run->connections[RUN_TERMINAL] : -1;
}

/*
 * Our stdin as it is. At its end the guest's shell goes on, and nobody waits for more: an end is always ready. On a terminal all
 * keys are the guest's but one, by which a guest that does not end is left.
 */
static void forward_terminal(struct run *run)
{
        char data[512];
        ssize_t size = read(STDIN_FILENO, data, sizeof(data));

        if (size > 0 && isatty(STDIN_FILENO) && memchr(data, LEAVE_KEY, (size_t)size))
                run->interrupted = true;
        else if (size > 0)
                write_all(typed_for(run), data, (size_t)size);
        else if (size == 0 || errno != EINTR)
                run->input_ended = true;
}

/* The CA and the process on the channel are waited for when they are ended; only QEMU's end is the run's. */
static void take_signals(struct run *run)
{
        struct signalfd_siginfo signal;

        while (read(run->child_events, &signal, sizeof(signal)) == sizeof(signal)) {
                if (signal.ssi_signo != SIGCHLD)
                        run->interrupted = true;
        }
        if (run->qemu > 0 && waitpid(run->qemu, &run->qemu_status, WNOHANG) == run->qemu)
                run->qemu = 0;
}

/*
 * A descriptor and whose it is, side by side. Each stream has two places, its listener's and its
 * connection's.
 */
struct poll_set {
        struct pollfd fds[2 * RUN_STREAMS + 2];
        int streams[2 * RUN_STREAMS + 2];
        nfds_t count;
};

static void poll_add(struct poll_set *set, int fd, short events, int stream)
{
        if (fd < 0)
                return;
        set->fds[set->count] = (struct pollfd){ .fd = fd, .events = events };
        set->streams[set->count++] = stream;
}

enum { POLL_SIGNALS = RUN_STREAMS, POLL_STDIN };

/*
 * What there is to wait for now: stdin only when the guest runs, and room for the command only while some of
 * it is left.
 */
static void poll_collect(struct run *run, struct poll_set *set)
{
        set->count = 0;
        poll_add(set, run->child_events, POLLIN, POLL_SIGNALS);
        if (typed_for(run) >= 0 && !run->input_ended)
                poll_add(set, STDIN_FILENO, POLLIN, POLL_STDIN);
        for (int stream = 0; stream < RUN_STREAMS; stream++) {
                short events = POLLIN;

                if (stream == RUN_COMMAND && command_left(run))
                        events |= POLLOUT;
                poll_add(set, run->listeners[stream], POLLIN, stream);
                poll_add(set, run->connections[stream], events, stream);
        }
}

/* A descriptor that hung up is read once more: read_stream() finds the end. */
static void poll_handle(struct run *run, const struct poll_set *set)
{
        for (nfds_t i = 0; i < set->count; i++) {
                int stream = set->streams[i];

                if (!set->fds[i].revents)
                        continue;
                if (stream == POLL_SIGNALS)
                        take_signals(run);
                else if (stream == POLL_STDIN)
                        forward_terminal(run);
                else if (set->fds[i].fd == run->listeners[stream])
                        accept_stream(run, (enum run_stream)stream);
                else if (set->fds[i].revents & POLLOUT)
                        send_command(run);
                else if (!read_stream(run, (enum run_stream)stream))
                        close_stream(run, (enum run_stream)stream);
        }
}

/*
 * Why the run has to be ended from outside; NULL: let it go on. `ready_seconds` is about VMPL0 alone:
 * firmware and guest may take as long as --limit allows, and so may an image in which somebody else than our SVSM speaks first.
 */
static const char *limit_passed(struct run *run, char *text, size_t size)
{
        double seconds = run_seconds() - run->console.started;

        if (run->interrupted)
                return "interrupted";
        if (run_death_is_over(&run->console.death, run_seconds())) {
                snprintf(text, size, "the guest died: %s", run->console.death.text);
                return text;
        }
        if (run->options->limit_seconds && seconds > run->options->limit_seconds) {
                snprintf(text, size, "not finished within %u s", run->options->limit_seconds);
                return text;
        }
        if (!run->options->plain && run->console.stage < RUN_STAGE_GUEST && !run->console.foreign &&
            seconds > run->options->ready_seconds) {
                snprintf(text, size, "VMPL0 has not started the guest within %u s%s%s",
                         run->options->ready_seconds,
                         run->console.waiting_for[0] ? "; not ready: service " : "",
                         run->console.waiting_for);
                return text;
        }
        return NULL;
}

/* QEMU may be gone and its sockets still full. */
static bool streams_open(const struct run *run)
{
        for (int stream = 0; stream < RUN_STREAMS; stream++)
                if (run->connections[stream] >= 0)
                        return true;
        return false;
}

/*
 * In this order: a machine that was stopped; the command's status; what the guest wrote to its own port; that it died, or that the
 * command has no status; then QEMU's own. 33 is softsnp's way to say 0x10, an orderly end (docs/boot.md, "Host interfaces"); 0
 * is a guest that powered off.
 */
static int exit_status(struct run *run)
{
        if (run->console.stage == RUN_STAGE_STOPPED) {
                run_console_explain(&run->console);
                return RUN_EXIT_MACHINE;
        }
        if (run->options->batch && run->command_status >= 0)
                return run->command_status;
        if (run->console.guest_ended && WIFEXITED(run->qemu_status))
                return WEXITSTATUS(run->qemu_status);
        if (run->console.death.kind) {
                (void)command_error("run", "the guest died: %s", run->console.death.text);
                run_console_explain(&run->console);
                return RUN_EXIT_MACHINE;
        }
        if (run->options->batch && run->options->guest != RUN_GUEST_PROBE) {
                (void)command_error("run", "the guest ended without the command's exit status");
                run_console_explain(&run->console);
                return RUN_EXIT_MACHINE;
        }
        if (WIFEXITED(run->qemu_status) &&
            (WEXITSTATUS(run->qemu_status) == 0 || WEXITSTATUS(run->qemu_status) == 33))
                return 0;
        run_console_explain(&run->console);
        return RUN_EXIT_MACHINE;
}

/* poll() wakes five times a second even if nothing happens, for the limits. */
int run_serve(struct run *run)
{
        struct poll_set set;
        char text[RUN_DEATH_TEXT + 32];
        const char *why;

        while (run->qemu > 0 || streams_open(run)) {
                why = limit_passed(run, text, sizeof(text));
                if (why) {
                        run_terminal_restore();
                        (void)command_error("run", "%s", why);
                        run_console_explain(&run->console);
                        return RUN_EXIT_MACHINE;
                }
                poll_collect(run, &set);
                if (poll(set.fds, set.count, 200) > 0)
                        poll_handle(run, &set);
        }
        run_terminal_restore();
        return exit_status(run);
}
