/* tools/tpm/server.c - see server.h. */
#include "tools/tpm/server.h"

#include "tools/common/command.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define SEND_TIMEOUT_SECONDS 10
#define CONTROL_READ_MAX     8192

enum place {
        PLACE_VTPMD,
        PLACE_CONTROL,
        PLACE_DATA,
        PLACE_TCP_DATA,
        PLACE_TCP_CONTROL,
        PLACE_UNIX_DATA,
        PLACE_UNIX_CONTROL,
        PLACES,
};

struct server {
        struct server_options options;
        struct twin *twin;
        struct pollfd fds[PLACES];
        struct control control;
        bool control_is_unix; /* the connection came to unix_control */
};

static volatile sig_atomic_t ended;

static void end(int signal_number)
{
        (void)signal_number;
        ended = 1;
}

static int listen_tcp(unsigned int port)
{
        struct sockaddr_in address = {
                .sin_family = AF_INET,
                .sin_port = htons((uint16_t)port),
                .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        };
        int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int on = 1;

        if (listener >= 0 && setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
            bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0 &&
            listen(listener, 8) == 0)
                return listener;
        command_error("tpm", "port %u: %s", port, strerror(errno));
        if (listener >= 0)
                close(listener);
        return -1;
}

/* A socket that nobody listens at any more is removed; one that is in use is not. */
static int remove_stale(const struct sockaddr_un *address)
{
        int probe = socket(AF_UNIX, SOCK_STREAM, 0);
        int connected = connect(probe, (const struct sockaddr *)address, sizeof(*address));
        int error = errno;

        close(probe);
        if (connected == 0)
                return command_error("tpm", "%s: somebody is serving there", address->sun_path);
        if (error == ECONNREFUSED)
                unlink(address->sun_path);
        return 0;
}

static int listen_unix(const char *path)
{
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int listener;
        mode_t mask;
        int error;

        if (strlen(path) >= sizeof(address.sun_path))
                return -command_error("tpm", "%s: longer than %zu bytes", path,
                                      sizeof(address.sun_path) - 1);
        memcpy(address.sun_path, path, strlen(path));
        if (remove_stale(&address))
                return -1;
        listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        mask = umask(0077);
        error = bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 8);
        umask(mask);
        if (!error)
                return listener;
        command_error("tpm", "%s: %s", path, strerror(errno));
        close(listener);
        return -1;
}

/* True if what was wanted could be had: a place that is not wanted stays -1. */
static bool open_sockets(struct server *server)
{
        const struct server_options *options = &server->options;
        struct pollfd *fds = server->fds;

        for (unsigned int i = 0; i < PLACES; i++)
                fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
        if (options->port) {
                fds[PLACE_TCP_DATA].fd = listen_tcp(options->port);
                fds[PLACE_TCP_CONTROL].fd = listen_tcp(options->port + 1);
                if (fds[PLACE_TCP_DATA].fd < 0 || fds[PLACE_TCP_CONTROL].fd < 0)
                        return false;
        }
        if (options->unix_control) {
                fds[PLACE_UNIX_CONTROL].fd = listen_unix(options->unix_control);
                if (fds[PLACE_UNIX_CONTROL].fd < 0)
                        return false;
        }
        if (options->unix_data)
                fds[PLACE_UNIX_DATA].fd = listen_unix(options->unix_data);
        return !options->unix_data || fds[PLACE_UNIX_DATA].fd >= 0;
}

struct server *server_open(const struct server_options *options)
{
        struct server *server = calloc(1, sizeof(*server));

        if (!server) {
                command_error("tpm", "no memory");
                return NULL;
        }
        server->options = *options;
        if (open_sockets(server))
                return server;
        server_close(server);
        return NULL;
}

void server_close(struct server *server)
{
        if (server->fds[PLACE_UNIX_CONTROL].fd >= 0)
                unlink(server->options.unix_control);
        if (server->fds[PLACE_UNIX_DATA].fd >= 0)
                unlink(server->options.unix_data);
        for (unsigned int i = PLACE_TCP_DATA; i < PLACES; i++)
                if (server->fds[i].fd >= 0)
                        close(server->fds[i].fd);
        free(server);
}

static void drop_control(struct server *server)
{
        close(server->fds[PLACE_CONTROL].fd);
        server->fds[PLACE_CONTROL].fd = -1;
        server->control = (struct control){ 0 };
        if (server->control_is_unix && server->options.terminate)
                ended = 1;
}

/* Control messages may bring a descriptor (SET_DATAFD); -1 if this one does not. */
static int passed_descriptor(struct msghdr *header)
{
        struct cmsghdr *part = CMSG_FIRSTHDR(header);
        int fd;

        if (!part || part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS ||
            part->cmsg_len < CMSG_LEN(sizeof(fd)))
                return -1;
        memcpy(&fd, CMSG_DATA(part), sizeof(fd));
        return fd;
}

static void serve_control(struct server *server)
{
        uint8_t data[CONTROL_READ_MAX];
        union {
                char bytes[CMSG_SPACE(sizeof(int))];
                struct cmsghdr align;
        } passed;
        struct iovec vector = { .iov_base = data, .iov_len = sizeof(data) };
        struct msghdr header = { .msg_iov = &vector,
                                 .msg_iovlen = 1,
                                 .msg_control = passed.bytes,
                                 .msg_controllen = sizeof(passed.bytes) };
        int fd = server->fds[PLACE_CONTROL].fd;
        ssize_t size = recvmsg(fd, &header, MSG_CMSG_CLOEXEC);

        if (size <= 0 || control_take(server->twin, &server->control, fd, data, (size_t)size,
                                      passed_descriptor(&header)))
                drop_control(server);
}

/* One client at a time: the next one waits in the listener's queue. */
static int accept_client(int listener)
{
        struct timeval timeout = { .tv_sec = SEND_TIMEOUT_SECONDS };
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

        /* A client that does not read must not stop the other channel for long. */
        if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout))) {
                close(fd);
                fd = -1;
        }
        return fd;
}

static void accept_data(struct server *server, enum place listener)
{
        int data = accept_client(server->fds[listener].fd);

        if (data >= 0)
                (void)twin_attach(server->twin, data);
}

static void accept_control(struct server *server, enum place listener)
{
        server->control_is_unix = listener == PLACE_UNIX_CONTROL;
        server->fds[PLACE_CONTROL].fd = accept_client(server->fds[listener].fd);
}

/* One thing at a time: what a client does may end or replace the other places' descriptors. */
static void serve_ready(struct server *server)
{
        const struct pollfd *fds = server->fds;

        if (fds[PLACE_VTPMD].revents)
                server->twin->over = true; /* it says nothing unasked: it has ended */
        else if (fds[PLACE_CONTROL].revents)
                serve_control(server);
        else if (fds[PLACE_DATA].revents)
                twin_drop_data(server->twin);
        else if (fds[PLACE_TCP_CONTROL].revents)
                accept_control(server, PLACE_TCP_CONTROL);
        else if (fds[PLACE_UNIX_CONTROL].revents)
                accept_control(server, PLACE_UNIX_CONTROL);
        else if (fds[PLACE_TCP_DATA].revents)
                accept_data(server, PLACE_TCP_DATA);
        else if (fds[PLACE_UNIX_DATA].revents)
                accept_data(server, PLACE_UNIX_DATA);
}

/*
 * A listener whose client is there is not asked. What comes from the data connection is vtpmd's; we
 * look only whether its client has gone.
 */
static void choose(struct server *server)
{
        struct pollfd *fds = server->fds;
        short control = fds[PLACE_CONTROL].fd < 0 ? POLLIN : 0;
        short data = server->twin->data < 0 ? POLLIN : 0;

        fds[PLACE_VTPMD].fd = server->twin->vtpmd.requests;
        fds[PLACE_DATA].fd = server->twin->data;
        fds[PLACE_DATA].events = POLLRDHUP;
        fds[PLACE_TCP_CONTROL].events = control;
        fds[PLACE_UNIX_CONTROL].events = control;
        fds[PLACE_TCP_DATA].events = data;
        fds[PLACE_UNIX_DATA].events = data;
}

/* Signals come only while we wait, so that none is lost. */
static void catch_signals(sigset_t *while_waiting)
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

void server_run(struct server *server, struct twin *twin)
{
        sigset_t while_waiting;

        server->twin = twin;
        catch_signals(&while_waiting);
        while (!twin->over && !ended) {
                choose(server);
                if (ppoll(server->fds, PLACES, NULL, &while_waiting) > 0)
                        serve_ready(server);
        }
        twin_drop_data(twin);
        if (server->fds[PLACE_CONTROL].fd >= 0)
                drop_control(server);
}
