/* tools/tpm/swtpm/process.c - see process.h. */
#include "tools/tpm/swtpm/process.h"

#include "tools/tpm/swtpm/words.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_MODE 0640
#define PID_MODE 0644

static int open_log(const struct swtpm_log *log)
{
        bool nothing = log->level == 0 || (log->file && strcmp(log->file, "-") == 0);
        int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY;
        int fd;

        if (nothing)
                return open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (!log->file)
                return log->fd == WORD_NONE ? dup(STDERR_FILENO) : dup(log->fd);
        fd = open(log->file, flags | (log->truncate ? O_TRUNC : 0), LOG_MODE);
        if (fd < 0)
                swtpm_error("--log: %s: %s", log->file, strerror(errno));
        return fd;
}

/* In the process that writes: never returns. */
static void write_with_prefix(int from, int to, const char *prefix)
{
        char line[1024];
        FILE *in = dup2(from, STDIN_FILENO) < 0 ? NULL : stdin;
        FILE *out = dup2(to, STDOUT_FILENO) < 0 ? NULL : stdout;

        /* Whoever waits for the end of an inherited connection must not wait for us. */
        close_range(STDERR_FILENO, ~0U, 0);
        signal(SIGINT, SIG_IGN);
        signal(SIGTERM, SIG_IGN);
        while (in && out && fgets(line, sizeof(line), in)) {
                fprintf(out, "%s%s", prefix, line);
                fflush(out);
        }
        _exit(0);
}

/* A grandchild, so that nobody has to wait for it. */
static int begin_writer(int to, const char *prefix)
{
        int ends[2];
        pid_t child;

        if (pipe(ends))
                return -1;
        child = fork();
        if (child == 0) {
                close(ends[1]);
                if (fork() == 0)
                        write_with_prefix(ends[0], to, prefix);
                _exit(0);
        }
        close(ends[0]);
        close(to);
        while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
                ;
        return child > 0 ? ends[1] : -1;
}

int process_log(const struct swtpm_log *log)
{
        int fd;

        if (!log->file && log->fd == WORD_NONE && log->level == WORD_NONE && !log->prefix)
                return 0;
        fd = open_log(log);
        if (fd >= 0 && log->prefix)
                fd = begin_writer(fd, log->prefix);
        if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
                return -swtpm_error("--log: the log cannot be written: %s", strerror(errno));
        close(fd);
        return 0;
}

int process_run_as(const char *user)
{
        const struct passwd *entry = getpwnam(user);

        if (!entry)
                return -swtpm_error("--runas %s: there is no such user", user);
        if (entry->pw_uid == geteuid())
                return 0;
        if (initgroups(user, entry->pw_gid) || setgid(entry->pw_gid) || setuid(entry->pw_uid))
                return -swtpm_error("--runas %s: %s", user, strerror(errno));
        return 0;
}

/* In the foreground: never returns. */
static void wait_until_ready(int from)
{
        char byte;
        ssize_t got;

        do
                got = read(from, &byte, 1);
        while (got < 0 && errno == EINTR);
        _exit(got == 1 ? 0 : 1);
}

int process_daemonize(void)
{
        int ends[2];
        int null;
        pid_t child;

        if (pipe2(ends, O_CLOEXEC))
                return -swtpm_error("--daemon: %s", strerror(errno));
        child = fork();
        if (child > 0) {
                close(ends[1]);
                wait_until_ready(ends[0]);
        }
        close(ends[0]);
        null = child == 0 ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1;
        if (null < 0 || setsid() < 0 || dup2(null, STDIN_FILENO) < 0) {
                swtpm_error("--daemon: %s", strerror(errno));
                close(ends[1]);
                return -1;
        }
        close(null);
        return ends[1];
}

/* Who waits for the end of what we print must not wait for our end. */
void process_ready(int ready)
{
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

        if (null >= 0) {
                dup2(null, STDOUT_FILENO);
                if (isatty(STDERR_FILENO))
                        dup2(null, STDERR_FILENO);
                close(null);
        }
        if (write(ready, "", 1) != 1)
                swtpm_error("--daemon: who started us has gone");
        close(ready);
}

int process_write_pid(const struct swtpm_options *options)
{
        int fd = options->pid_fd;
        int result;

        if (!options->pid_file && fd == WORD_NONE)
                return 0;
        if (options->pid_file)
                fd = open(options->pid_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, PID_MODE);
        result = fd < 0 || dprintf(fd, "%d\n", (int)getpid()) < 0;
        if (fd >= 0 && close(fd))
                result = 1;
        if (result)
                return -swtpm_error("--pid: %s: %s",
                                    options->pid_file ? options->pid_file : "the descriptor",
                                    strerror(errno));
        return 0;
}
