/*
 * tools/run/start.c - `cashew run`: sockets and children, from nothing and back to nothing.
 * Children are in process groups of their own and end with us (PR_SET_PDEATHSIG), so that no
 * machine stays behind, whatever ends the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "tools/common/command.h"
#include "tools/run/guest_files.h"
#include "tools/run/loop.h"
#include "tools/run/qemu.h"
#include "tools/run/terminal.h"

/* -1 if the path is too long for sun_path (108 bytes on Linux, unix(7)). */
static int socket_address(const struct run *run, const char *name, struct sockaddr_un *out)
{
        int length;

        *out = (struct sockaddr_un){ .sun_family = AF_UNIX };
        length = snprintf(out->sun_path, sizeof(out->sun_path), "%s/%s", run->directory, name);
        return length > 0 && (size_t)length < sizeof(out->sun_path) ? 0 : -1;
}

/* One connection may wait: nobody but QEMU is to come. */
static int listen_on(const struct run *run, const char *name)
{
        struct sockaddr_un address;
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (fd < 0)
                return -1;
        if (socket_address(run, name, &address) == 0 &&
            bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(fd, 1) == 0)
                return fd;
        close(fd);
        return -1;
}

/*
 * In a directory that only this user can enter (mkdtemp(3) makes it with mode 0700): who reaches
 * the sockets is in the machine's place. A long TMPDIR would not fit sun_path.
 */
static int make_sockets(struct run *run)
{
        const char *base = getenv("TMPDIR");

        snprintf(run->directory, sizeof(run->directory), "%s/cashew-XXXXXX",
                 base && strlen(base) < 40 ? base : "/tmp");
        if (!mkdtemp(run->directory)) {
                run->directory[0] = '\0';
                return command_error("run", "cannot make a directory for the sockets: %s",
                                     strerror(errno));
        }
        for (enum run_stream stream = 0; stream < RUN_STREAMS; stream++) {
                if (!run_stream_used(run->options, stream))
                        continue;
                run->listeners[stream] = listen_on(run, run_stream_name(stream));
                if (run->listeners[stream] < 0)
                        return command_error("run", "cannot listen on %s/%s: %s", run->directory,
                                             run_stream_name(stream), strerror(errno));
        }
        return 0;
}

/* Signals become readable, so that one poll() waits for everything. */
static int watch_children(struct run *run)
{
        sigset_t signals;

        sigemptyset(&signals);
        sigaddset(&signals, SIGCHLD);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0)
                return -1;
        signal(SIGPIPE, SIG_IGN);
        run->child_events = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
        return run->child_events < 0 ? -1 : 0;
}

/* A child that ends with us, whatever happens to us, and writes nothing to our stdout. */
static pid_t start_child(char *const *arguments)
{
        pid_t parent = getpid();
        pid_t child = fork();
        sigset_t none;

        if (child != 0)
                return child;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
                _exit(127);
        setpgid(0, 0);
        dup2(STDERR_FILENO, STDOUT_FILENO);
        if (freopen("/dev/null", "r", stdin) == NULL)
                _exit(127);
        execvp(arguments[0], arguments);
        fprintf(stderr, "cashew run: cannot start %s: %s\n", arguments[0], strerror(errno));
        _exit(127);
}

/*
 * QEMU connects to the channel once, at its start, so the CA must listen before: 5 seconds at most, less if
 * it has ended.
 */
static int wait_for_socket(const struct run *run, const char *name)
{
        struct sockaddr_un address;
        struct stat found;

        if (socket_address(run, name, &address) != 0)
                return -1;
        for (int i = 0; i < 500; i++) {
                if (stat(address.sun_path, &found) == 0)
                        return 0;
                if (waitpid(run->ca, NULL, WNOHANG) != 0)
                        return -1;
                usleep(10000);
        }
        return -1;
}

/* The attack on the channel, or NULL. */
static const char *channel_attack(const struct run *run)
{
        for (size_t i = 0; i < run->options->attacks.count; i++)
                if (run_is_channel_attack(run->options->attacks.items[i].text))
                        return run->options->attacks.items[i].text;
        return NULL;
}

/* The attack stands between QEMU and the CA, at the name that QEMU connects to. */
static int attack_channel(struct run *run)
{
        const char *attack = channel_attack(run);
        int listener;

        if (!attack)
                return 0;
        listener = listen_on(run, "channel");
        if (listener < 0)
                return -1;
        run->channel = run_channel_start(run, attack, listener);
        close(listener);
        return run->channel < 0 ? -1 : 0;
}

/* --idle 0: its only client may think as long as it likes. */
static int start_ca(struct run *run)
{
        const char *name = channel_attack(run) ? "channel-ca" : "channel";
        struct run_arguments arguments = { 0 };

        run_argument(&arguments, "%s", run->options->ca_command);
        run_argument(&arguments, "ca");
        run_argument(&arguments, "serve");
        run_argument(&arguments, "--quiet");
        run_argument(&arguments, "--idle");
        run_argument(&arguments, "0");
        run_argument(&arguments, "--dir");
        run_argument(&arguments, "%s", run->options->ca);
        run_argument(&arguments, "--listen");
        run_argument(&arguments, "unix:%s/%s", run->directory, name);
        run->ca = start_child(arguments.list);
        run_arguments_free(&arguments);
        if (run->ca < 0 || wait_for_socket(run, name) != 0 || attack_channel(run) != 0)
                return command_error("run", "the CA of %s does not start", run->options->ca);
        return 0;
}

/* The files that its command line names are written before; they go with the directory. */
static int start_qemu(struct run *run)
{
        struct run_arguments arguments = { 0 };
        char path[96];

        snprintf(path, sizeof(path), "%s/cmdline", run->directory);
        if (run->options->kernel && run_write_cmdline(run->options, path) != 0)
                return command_error("run", "cannot write %s: %s", path, strerror(errno));
        snprintf(path, sizeof(path), "%s/attack", run->directory);
        if (run->options->attacks.count && run_write_attacks(run->options, path) != 0)
                return command_error("run", "cannot write %s: %s", path, strerror(errno));
        snprintf(path, sizeof(path), "%s/personality", run->directory);
        if (run->personality.size &&
            file_write(path, run->personality.data, run->personality.size) != 0)
                return command_error("run", "cannot write %s: %s", path, strerror(errno));
        run_qemu_arguments(run->options, run->directory, &arguments);
        run->qemu = start_child(arguments.list);
        run_arguments_free(&arguments);
        return run->qemu < 0 ? command_error("run", "cannot start QEMU: %s", strerror(errno)) : 0;
}

/* The command port's protocol (docs/guest.md): base64, so that one line holds any command. */
static int encode_command(struct run *run)
{
        const char *command = run->options->batch;
        size_t size;
        int length;

        if (!command)
                return 0;
        size = strlen(command);
        run->command = calloc(1, (size + 2) / 3 * 4 + 2);
        if (!run->command || size > INT32_MAX / 2)
                return -1;
        length = EVP_EncodeBlock((unsigned char *)run->command, (const unsigned char *)command,
                                 (int)size);
        run->command[length] = '\n';
        return 0;
}

/*
 * Sockets before children, so that QEMU finds them; the CA before QEMU. After a failure run_stop() takes back
 * what is there.
 */
int run_start(struct run *run)
{
        for (int i = 0; i < RUN_STREAMS; i++) {
                run->listeners[i] = -1;
                run->connections[i] = -1;
        }
        run->command_status = -1;
        run->child_events = -1;
        if (encode_command(run) != 0 || make_sockets(run) != 0 || watch_children(run) != 0)
                return -1;
        if (run->options->ca && start_ca(run) != 0)
                return -1;
        return start_qemu(run) == 0 ? 0 : -1;
}

/* SIGTERM, two seconds, SIGKILL. */
static void end_child(pid_t *child)
{
        if (*child <= 0)
                return;
        kill(*child, SIGTERM);
        for (int i = 0; i < 100 && waitpid(*child, NULL, WNOHANG) == 0; i++)
                usleep(20000);
        kill(*child, SIGKILL);
        waitpid(*child, NULL, 0);
        *child = 0;
}

/* By name, never what is in the directory: somebody might have put something there. */
static void remove_files(const struct run *run)
{
        static const char *const others[] = { "attack", "channel", "channel-ca", "cmdline",
                                              "personality" };
        char path[128];

        for (enum run_stream stream = 0; stream < RUN_STREAMS; stream++) {
                snprintf(path, sizeof(path), "%s/%s", run->directory, run_stream_name(stream));
                unlink(path);
        }
        for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
                snprintf(path, sizeof(path), "%s/%s", run->directory, others[i]);
                unlink(path);
        }
        rmdir(run->directory);
}

/* QEMU first: it is a client of the two others. */
void run_stop(struct run *run)
{
        run_terminal_restore();
        end_child(&run->qemu);
        end_child(&run->channel);
        end_child(&run->ca);
        for (int i = 0; i < RUN_STREAMS; i++) {
                if (run->listeners[i] >= 0)
                        close(run->listeners[i]);
                if (run->connections[i] >= 0)
                        close(run->connections[i]);
        }
        if (run->child_events >= 0)
                close(run->child_events);
        if (run->directory[0])
                remove_files(run);
        free(run->command);
}
