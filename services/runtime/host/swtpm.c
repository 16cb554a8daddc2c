/*
 * services/runtime/host/swtpm.c - see host.h. Control numbers as in swtpm's
 * include/swtpm/tpm_ioctl.h.
 */
#include "services/runtime/host/host.h"
#include "lib/base/bytes.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COMMAND_MAX     4095 /* with the locality it is a request */
#define RESPONSE_MAX    4096
#define TPM_HEADER_SIZE 10

enum control_command {
        CONTROL_SHUTDOWN = 3,
        CONTROL_SET_LOCALITY = 5,
};
#define CONTROL_OK          0
#define CONTROL_BAD_ORDINAL 10 /* TPM 1.2's TPM_BAD_ORDINAL, which swtpm answers too */

enum place {
        PLACE_SERVICE,
        PLACE_DATA_LISTENER,
        PLACE_CONTROL_LISTENER,
        PLACE_DATA,
        PLACE_CONTROL,
        PLACES,
};

struct server {
        struct pollfd fds[PLACES];
        uint8_t request[1 + COMMAND_MAX]; /* locality first */
        size_t size;                      /* bytes of a command that have come */
        uint8_t locality;
        int done;
};

static int listen_at(int port)
{
        struct sockaddr_in address = {
                .sin_family = AF_INET,
                .sin_port = htons((uint16_t)port),
                .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        };
        int listener = socket(AF_INET, SOCK_STREAM, 0);
        int on = 1;

        if (listener >= 0 && setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
            bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0 &&
            listen(listener, 8) == 0)
                return listener;
        perror("service-host: listen");
        return -1;
}

static void drop(struct server *server, enum place place)
{
        close(server->fds[place].fd);
        server->fds[place].fd = -1;
        server->size = 0;
}

/* One client at a time: the next one waits in the listener's queue. */
static void accept_client(struct server *server, enum place listener, enum place client)
{
        server->fds[client].fd = accept(server->fds[listener].fd, NULL, NULL);
}

/*
 * Control requests have no length: one recv() is one message, and what is behind a known one is
 * dropped.
 */
static void serve_control(struct server *server)
{
        uint8_t message[64];
        uint8_t reply[4];
        struct bytes_writer out = bytes_writer(reply, sizeof(reply));
        long size = recv(server->fds[PLACE_CONTROL].fd, message, sizeof(message), 0);
        struct bytes_reader in = bytes_reader(message, size > 0 ? (size_t)size : 0);
        uint32_t command = bytes_read_be32(&in);

        if (in.failed) {
                drop(server, PLACE_CONTROL);
                return;
        }
        if (command == CONTROL_SET_LOCALITY)
                server->locality = bytes_read_u8(&in);
        server->done = command == CONTROL_SHUTDOWN;
        bytes_write_be32(&out, command == CONTROL_SET_LOCALITY || command == CONTROL_SHUTDOWN
                                       ? CONTROL_OK
                                       : CONTROL_BAD_ORDINAL);
        if (send(server->fds[PLACE_CONTROL].fd, reply, sizeof(reply), 0) < 0)
                drop(server, PLACE_CONTROL);
}

/* One request to the service and its reply to the client. */
static void forward(struct server *server)
{
        uint8_t response[RESPONSE_MAX];
        long size;

        server->request[0] = server->locality;
        if (send(server->fds[PLACE_SERVICE].fd, server->request, 1 + server->size, 0) < 0) {
                server->done = 1;
                return;
        }
        server->size = 0;
        size = recv(server->fds[PLACE_SERVICE].fd, response, sizeof(response), 0);
        if (size <= 0)
                server->done = 1;
        else if (send(server->fds[PLACE_DATA].fd, response, (size_t)size, 0) < 0)
                drop(server, PLACE_DATA);
}

/* The size that a command's header names, or 0 if the header has not come. */
static size_t command_size(const struct server *server)
{
        struct bytes_reader in = bytes_reader(server->request + 1, server->size);

        bytes_read_be16(&in);
        return bytes_read_be32(&in);
}

static void serve_data(struct server *server)
{
        long got = recv(server->fds[PLACE_DATA].fd, server->request + 1 + server->size,
                        COMMAND_MAX - server->size, 0);
        size_t wanted;

        if (got <= 0) {
                drop(server, PLACE_DATA);
                return;
        }
        server->size += (size_t)got;
        wanted = command_size(server);
        if (server->size >= TPM_HEADER_SIZE && (wanted <= server->size || wanted > COMMAND_MAX))
                forward(server);
}

static void serve_ready(struct server *server)
{
        const struct pollfd *fds = server->fds;

        if (fds[PLACE_SERVICE].revents)
                server->done = 1; /* it says nothing unasked: it has ended */
        else if (fds[PLACE_CONTROL].revents)
                serve_control(server);
        else if (fds[PLACE_DATA].revents)
                serve_data(server);
        else if (fds[PLACE_CONTROL_LISTENER].revents && fds[PLACE_CONTROL].fd < 0)
                accept_client(server, PLACE_CONTROL_LISTENER, PLACE_CONTROL);
        else if (fds[PLACE_DATA_LISTENER].revents && fds[PLACE_DATA].fd < 0)
                accept_client(server, PLACE_DATA_LISTENER, PLACE_DATA);
}

/* A listener whose client is there is not asked, so that poll() waits. */
static void choose(struct server *server)
{
        struct pollfd *fds = server->fds;

        fds[PLACE_DATA_LISTENER].events = fds[PLACE_DATA].fd < 0 ? POLLIN : 0;
        fds[PLACE_CONTROL_LISTENER].events = fds[PLACE_CONTROL].fd < 0 ? POLLIN : 0;
}

int host_serve(int port, int requests)
{
        static struct server server;

        for (unsigned int i = 0; i < PLACES; i++)
                server.fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
        server.fds[PLACE_SERVICE].fd = requests;
        server.fds[PLACE_DATA_LISTENER].fd = listen_at(port);
        server.fds[PLACE_CONTROL_LISTENER].fd = listen_at(port + 1);
        if (server.fds[PLACE_DATA_LISTENER].fd < 0 || server.fds[PLACE_CONTROL_LISTENER].fd < 0)
                return -1;
        while (!server.done) {
                choose(&server);
                if (poll(server.fds, PLACES, -1) > 0)
                        serve_ready(&server);
        }
        return 0;
}
