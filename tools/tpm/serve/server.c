/* tools/tpm/serve/server.c - see server.h. */
#include "tools/tpm/serve/server.h"

#include "tools/common/command.h"
#include "tools/common/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define SEND_TIMEOUT_SECONDS 10
#define CONTROL_READ_MAX     8192
#define WAITING_CLIENTS      8

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

/* At the loopback address only: whoever reaches the control channel may switch the TPM off. */
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
            listen(listener, WAITING_CLIENTS) == 0)
                return listener;
        command_error("tpm", "port %u: %s", port, strerror(errno));
        if (listener >= 0)
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
                fds[PLACE_UNIX_CONTROL].fd =
                        serve_listen("tpm", options->unix_control, WAITING_CLIENTS);
                if (fds[PLACE_UNIX_CONTROL].fd < 0)
                        return false;
        }
        if (options->unix_data)
                fds[PLACE_UNIX_DATA].fd = serve_listen("tpm", options->unix_data, WAITING_CLIENTS);
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
                serve_remove(server->options.unix_control);
        if (server->fds[PLACE_UNIX_DATA].fd >= 0)
                serve_remove(server->options.unix_data);
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
                serve_end();
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

void server_run(struct server *server, struct twin *twin)
{
        sigset_t while_waiting;

        server->twin = twin;
        serve_until_signal(&while_waiting);
        while (!twin->over && !serve_ended()) {
                choose(server);
                if (ppoll(server->fds, PLACES, NULL, &while_waiting) > 0)
                        serve_ready(server);
        }
        twin_drop_data(twin);
        if (server->fds[PLACE_CONTROL].fd >= 0)
                drop_control(server);
}
