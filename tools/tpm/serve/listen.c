/* tools/tpm/serve/listen.c - see listen.h. */
#include "tools/tpm/serve/listen.h"

#include "tools/common/command.h"
#include "tools/common/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WAITING_CLIENTS 8
#define BIND_ATTEMPTS   10

union any_address {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
};

/* Names would need a resolver, and answer with something else tomorrow: numbers only. */
static int read_address(const struct place *place, union any_address *out)
{
        const char *text = place->address ? place->address : "127.0.0.1";

        *out = (union any_address){ .v4 = { .sin_family = AF_INET } };
        out->v4.sin_port = htons((uint16_t)place->port);
        if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1)
                return 0;
        *out = (union any_address){ .v6 = { .sin6_family = AF_INET6 } };
        out->v6.sin6_port = htons((uint16_t)place->port);
        if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) != 1)
                return -command_error("tpm", "address %s: neither IPv4 nor IPv6", text);
        if (!place->interface)
                return 0;
        out->v6.sin6_scope_id = if_nametoindex(place->interface);
        return out->v6.sin6_scope_id ? 0
                                     : -command_error("tpm", "interface %s: %s", place->interface,
                                                      strerror(errno));
}

/*
 * The vtpmd of a process that was killed has its sockets until it is gone too, which is a moment later.
 */
static int bind_in_time(int fd, const struct sockaddr *address, socklen_t size)
{
        const struct timespec pause = { .tv_nsec = 20000000 };
        int result = bind(fd, address, size);

        for (int i = 0; i < BIND_ATTEMPTS && result != 0 && errno == EADDRINUSE; i++) {
                nanosleep(&pause, NULL);
                result = bind(fd, address, size);
        }
        return result;
}

/* At the loopback address unless another is named: whoever reaches the control channel may switch the TPM off. */
static int listen_tcp(const struct place *place)
{
        union any_address address;
        bool is_v4;
        socklen_t size;
        int on = 1;
        int fd;

        if (read_address(place, &address))
                return -1;
        is_v4 = address.any.sa_family == AF_INET;
        size = is_v4 ? sizeof(address.v4) : sizeof(address.v6);
        fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
            (is_v4 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) == 0) &&
            bind_in_time(fd, &address.any, size) == 0 && listen(fd, WAITING_CLIENTS) == 0)
                return fd;
        command_error("tpm", "port %u: %s", place->port, strerror(errno));
        if (fd >= 0)
                close(fd);
        return -1;
}

/* The owner first: until the mode is set nobody else can connect. */
static int set_access(const struct place *place)
{
        uid_t owner = place->has_owner ? place->owner : (uid_t)-1;
        gid_t group = place->has_group ? place->group : (gid_t)-1;

        if ((place->has_owner || place->has_group) && lchown(place->path, owner, group))
                return -command_error("tpm", "%s: its owner cannot be set: %s", place->path,
                                      strerror(errno));
        if (place->has_mode && chmod(place->path, place->mode))
                return -command_error("tpm", "%s: its mode cannot be set: %s", place->path,
                                      strerror(errno));
        return 0;
}

static int listen_unix(const struct place *place)
{
        int fd = serve_listen("tpm", place->path, WAITING_CLIENTS);

        if (fd < 0 || set_access(place) == 0)
                return fd;
        place_close(place, fd);
        return -1;
}

/* A socket that listens, if it is to, and one that is connected, if not. */
static int take_inherited(const struct place *place)
{
        int listens = 0;
        socklen_t size = sizeof(listens);
        bool wanted = place->kind == PLACE_LISTENER;

        if (getsockopt(place->fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size))
                return -command_error("tpm", "descriptor %d: %s", place->fd, strerror(errno));
        if ((listens != 0) != wanted)
                return -command_error("tpm", "descriptor %d: %s", place->fd,
                                      wanted ? "a socket that does not listen"
                                             : "a socket that listens, not a connection");
        if (fcntl(place->fd, F_SETFD, FD_CLOEXEC))
                return -command_error("tpm", "descriptor %d: %s", place->fd, strerror(errno));
        return place->fd;
}

int place_open(const struct place *place)
{
        switch (place->kind) {
        case PLACE_TCP:
                return listen_tcp(place);
        case PLACE_UNIX:
                return listen_unix(place);
        case PLACE_LISTENER:
        case PLACE_CLIENT:
                return take_inherited(place);
        default:
                return -command_error("tpm", "no place to serve at");
        }
}

void place_close(const struct place *place, int fd)
{
        if (fd < 0)
                return;
        close(fd);
        if (place->kind == PLACE_UNIX)
                serve_remove(place->path);
}
