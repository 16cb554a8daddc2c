/* tools/tpm/serve/server.c - see server.h. */
#include "tools/tpm/serve/server.h"

#include "tools/common/command.h"
#include "tools/common/serve.h"
#include "tools/tpm/serve/platform.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

_Static_assert(SERVER_PLACES <= TWIN_LISTENERS, "vtpmd can have them all");

#define SEND_TIMEOUT_SECONDS 10
#define CONTROL_READ_MAX     8192

enum slot {
        SLOT_VTPMD,
        SLOT_CONTROL,
        SLOT_DATA,
        SLOT_PLATFORM,
        SLOT_FIRST_LISTENER, /* of those in places[] */
        SLOTS = SLOT_FIRST_LISTENER + 2 * SERVER_PLACES + 1,
};

struct server {
        struct server_options options;
        struct twin *twin;
        struct pollfd fds[SLOTS];
        struct control control;
        struct platform platform;
        bool control_may_end_us; /* the connection came to no TCP port */
        bool handed[SLOTS];      /* vtpmd takes who comes to this listener */
        bool had_data;           /* there was a connection with commands when we last looked */
};

static struct place *place_of(struct server *server, unsigned int slot)
{
        unsigned int number = slot - SLOT_FIRST_LISTENER;

        if (number < SERVER_PLACES)
                return &server->options.control[number];
        if (number < 2 * SERVER_PLACES)
                return &server->options.data[number - SERVER_PLACES];
        return &server->options.platform;
}

/* The connection of clients who come to @slot. */
static enum slot client_slot(unsigned int slot)
{
        if (slot < SLOT_FIRST_LISTENER + SERVER_PLACES)
                return SLOT_CONTROL;
        return slot < SLOT_FIRST_LISTENER + 2 * SERVER_PLACES ? SLOT_DATA : SLOT_PLATFORM;
}

/* True if what was wanted could be had: a place that is not wanted stays -1. */
static bool open_sockets(struct server *server)
{
        for (unsigned int i = 0; i < SLOTS; i++)
                server->fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
        for (unsigned int i = SLOT_FIRST_LISTENER; i < SLOTS; i++) {
                const struct place *place = place_of(server, i);

                if (place->kind == PLACE_NONE)
                        continue;
                server->fds[i].fd = place_open(place);
                if (server->fds[i].fd < 0)
                        return false;
        }
        return true;
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
        for (unsigned int i = SLOT_FIRST_LISTENER; i < SLOTS; i++)
                place_close(place_of(server, i), server->fds[i].fd);
        free(server);
}

static void drop_control(struct server *server)
{
        close(server->fds[SLOT_CONTROL].fd);
        server->fds[SLOT_CONTROL].fd = -1;
        server->control = (struct control){ 0 };
        if (server->control_may_end_us && server->options.terminate)
                serve_end();
}

static void drop_platform(struct server *server)
{
        close(server->fds[SLOT_PLATFORM].fd);
        server->fds[SLOT_PLATFORM].fd = -1;
        server->platform = (struct platform){ 0 };
}

static void serve_platform(struct server *server)
{
        uint8_t data[CONTROL_READ_MAX];
        int fd = server->fds[SLOT_PLATFORM].fd;
        ssize_t size = recv(fd, data, sizeof(data), 0);

        if (size <= 0 || platform_take(server->twin, &server->platform, fd, data, (size_t)size))
                drop_platform(server);
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
        int fd = server->fds[SLOT_CONTROL].fd;
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

static void accept_one(struct server *server, unsigned int slot)
{
        int fd = accept_client(server->fds[slot].fd);
        enum slot client = client_slot(slot);

        if (fd < 0)
                return;
        if (client == SLOT_DATA) {
                (void)twin_attach(server->twin, fd);
                return;
        }
        server->fds[client].fd = fd;
        if (client == SLOT_CONTROL)
                server->control_may_end_us = place_of(server, slot)->kind != PLACE_TCP;
}

static void serve_listeners(struct server *server)
{
        for (unsigned int i = SLOT_FIRST_LISTENER; i < SLOTS; i++) {
                if (!server->fds[i].revents)
                        continue;
                accept_one(server, i);
                return;
        }
}

/* One thing at a time: what a client does may end or replace the other places' descriptors. */
static void serve_ready(struct server *server)
{
        const struct pollfd *fds = server->fds;

        if (fds[SLOT_VTPMD].revents)
                server->twin->over = true; /* it says nothing unasked: it has ended */
        else if (fds[SLOT_CONTROL].revents)
                serve_control(server);
        else if (fds[SLOT_PLATFORM].revents)
                serve_platform(server);
        else if (fds[SLOT_DATA].revents)
                twin_drop_data(server->twin);
        else
                serve_listeners(server);
}

/*
 * A listener whose client is there is not asked. What comes from the data connection is vtpmd's; we
 * look only whether its client has gone.
 */
static void choose(struct server *server)
{
        struct pollfd *fds = server->fds;

        fds[SLOT_VTPMD].fd = server->twin->vtpmd.requests;
        fds[SLOT_DATA].fd = server->twin->data;
        fds[SLOT_DATA].events = POLLRDHUP;
        for (unsigned int i = SLOT_FIRST_LISTENER; i < SLOTS; i++)
                fds[i].events = fds[client_slot(i)].fd < 0 && !server->handed[i] ? POLLIN : 0;
}

/*
 * Of a client that goes with its first command the connection is all there is: it is taken when the command is there, and nothing
 * waits for anything else to be sent with the response. A UNIX socket knows neither, and needs neither.
 */
static void make_quick(int listener)
{
        const int seconds = 1;
        const int on = 1;

        (void)setsockopt(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof(seconds));
        (void)setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/*
 * vtpmd takes clients with TPM commands itself: they would wait for us, and we for it. But if we end when one of them goes we have
 * to see it.
 */
static void hand_listeners(struct server *server)
{
        for (unsigned int i = SLOT_FIRST_LISTENER; i < SLOTS; i++) {
                int fd = server->fds[i].fd;

                if (fd < 0 || client_slot(i) != SLOT_DATA || server->options.terminate_data)
                        continue;
                make_quick(fd);
                server->handed[i] = true;
                twin_listen(server->twin, fd);
        }
}

/* Connections that were inherited are there from the start, and are nobody's place. */
static void take_inherited(struct server *server)
{
        for (unsigned int i = SLOT_FIRST_LISTENER; i < SLOTS; i++) {
                int fd = server->fds[i].fd;

                if (fd < 0 || place_of(server, i)->kind != PLACE_CLIENT)
                        continue;
                server->fds[i].fd = -1;
                if (client_slot(i) == SLOT_DATA)
                        (void)twin_attach(server->twin, fd);
                else
                        server->fds[client_slot(i)].fd = fd;
                server->control_may_end_us = true;
        }
}

/* Nobody is there, and nobody can come. */
static bool is_alone(const struct server *server)
{
        bool alone = server->twin->data < 0;

        for (unsigned int i = SLOT_CONTROL; i < SLOTS; i++)
                alone = alone && server->fds[i].fd < 0;
        return alone;
}

static bool has_ended(struct server *server)
{
        bool data = server->twin->data >= 0;
        bool ended = server->options.terminate_data && server->had_data && !data;

        server->had_data = data;
        return ended || server->twin->over || serve_ended() || is_alone(server);
}

void server_run(struct server *server, struct twin *twin)
{
        sigset_t while_waiting;

        server->twin = twin;
        serve_until_signal(&while_waiting);
        take_inherited(server);
        hand_listeners(server);
        while (!has_ended(server)) {
                choose(server);
                if (ppoll(server->fds, SLOTS, NULL, &while_waiting) > 0)
                        serve_ready(server);
        }
        twin_drop_data(twin);
        if (server->fds[SLOT_CONTROL].fd >= 0)
                drop_control(server);
        if (server->fds[SLOT_PLATFORM].fd >= 0)
                drop_platform(server);
}
