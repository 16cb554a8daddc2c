/* tools/common/serve.c - see serve.h. */
#include "tools/common/serve.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/common/command.h"

static volatile sig_atomic_t ended;

static void end(int signal_number)
{
        (void)signal_number;
        ended = 1;
}

/* What is not a socket is somebody's: connect() refuses it like a socket without a listener, so that says nothing. */
static int check_place(const char *command, const char *path)
{
        struct stat found;

        if (lstat(path, &found) != 0 || S_ISSOCK(found.st_mode))
                return 0;
        return command_error(command, "%s: there is a %s, where a socket is to be", path,
                             S_ISDIR(found.st_mode)    ? "directory"
                             : S_ISLNK(found.st_mode)  ? "symbolic link"
                             : S_ISFIFO(found.st_mode) ? "pipe"
                             : S_ISREG(found.st_mode)  ? "file"
                                                       : "device");
}

/* A socket that nobody listens at any more is removed; one that is in use is not. */
static int remove_stale(const char *command, const struct sockaddr_un *address)
{
        int probe = socket(AF_UNIX, SOCK_STREAM, 0);
        int connected = connect(probe, (const struct sockaddr *)address, sizeof(*address));
        int error = errno;

        close(probe);
        if (connected == 0)
                return command_error(command, "%s: somebody is serving there", address->sun_path);
        if (error == ECONNREFUSED)
                serve_remove(address->sun_path);
        return 0;
}

/* Nobody else may connect from the first moment on: so the mode is not set afterwards. */
static int bind_private(int listener, const struct sockaddr_un *address)
{
        mode_t mask = umask(0077);
        int error = bind(listener, (const struct sockaddr *)address, sizeof(*address));

        umask(mask);
        return error;
}

int serve_listen(const char *command, const char *path, int waiting)
{
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int listener;

        if (strlen(path) >= sizeof(address.sun_path))
                return -command_error(command, "%s: longer than %zu bytes", path,
                                      sizeof(address.sun_path) - 1);
        memcpy(address.sun_path, path, strlen(path));
        if (check_place(command, path) || remove_stale(command, &address))
                return -1;
        listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (bind_private(listener, &address) == 0 && listen(listener, waiting) == 0)
                return listener;
        command_error(command, "%s: %s", path, strerror(errno));
        close(listener);
        return -1;
}

void serve_remove(const char *path)
{
        struct stat found;

        if (lstat(path, &found) == 0 && S_ISSOCK(found.st_mode))
                unlink(path);
}

void serve_until_signal(sigset_t *while_waiting)
{
        struct sigaction action = { .sa_handler = end };
        sigset_t blocked;

        sigemptyset(&blocked);
        sigaddset(&blocked, SIGTERM);
        sigaddset(&blocked, SIGINT);
        sigprocmask(SIG_BLOCK, &blocked, while_waiting);
        sigaction(SIGTERM, &action, NULL);
        sigaction(SIGINT, &action, NULL);
}

bool serve_ended(void)
{
        return ended != 0;
}

void serve_end(void)
{
        ended = 1;
}
