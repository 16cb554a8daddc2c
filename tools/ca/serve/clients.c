/*
 * tools/ca/serve/clients.c - see clients.h. A client has two clocks: one for bytes, which gives up
 * half frames, and one for sense, which gives up the client.
 */
#include "tools/ca/serve/clients.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct client {
        int fd;
        uint64_t heard;      /* when its last byte came */
        uint64_t understood; /* when it last said something that made sense, or when it came */
        struct session session;
};

int clients_add(struct clients *clients, int fd, uint64_t now)
{
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                struct client *client = clients->all[i] ? NULL : calloc(1, sizeof(*client));

                if (!client)
                        continue;
                client->fd = fd;
                client->heard = now;
                client->understood = now;
                clients->all[i] = client;
                return 0;
        }
        return -1;
}

bool clients_full(const struct clients *clients)
{
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                if (!clients->all[i])
                        return false;
        }
        return true;
}

/* A free place has the descriptor -1, which poll(2) leaves alone. */
void clients_fill(const struct clients *clients, struct pollfd fds[CLIENTS_MAX])
{
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                const struct client *client = clients->all[i];

                fds[i] = (struct pollfd){ .fd = client ? client->fd : -1, .events = POLLIN };
        }
}

/* When the client has to be looked at although it says nothing; UINT64_MAX: never. */
static uint64_t deadline_of(const struct clients *clients, const struct client *client)
{
        uint64_t half = client->heard + CLIENTS_HALF_FRAME_MS;
        uint64_t idle = clients->idle_ms ? client->understood + clients->idle_ms : UINT64_MAX;

        return wire_stream_pending(&client->session.stream) && half < idle ? half : idle;
}

int clients_wait(const struct clients *clients, uint64_t now)
{
        uint64_t first = UINT64_MAX;

        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                const struct client *client = clients->all[i];

                if (client && deadline_of(clients, client) < first)
                        first = deadline_of(clients, client);
        }
        if (first == UINT64_MAX)
                return -1;
        if (first <= now)
                return 0;
        return first - now > INT_MAX ? INT_MAX : (int)(first - now);
}

/* Answers what is whole. False: it does not take the answers. */
static bool answer(const struct clients *clients, struct client *client, uint64_t now)
{
        uint64_t before = client->session.understood;

        if (session_run(clients->ca, &client->session, client->fd))
                return false;
        if (client->session.understood != before)
                client->understood = now;
        return true;
}

/* False: it has gone, or does not take the answers. */
static bool read_from(const struct clients *clients, struct client *client, uint64_t now)
{
        size_t room;
        uint8_t *next = wire_stream_room(&client->session.stream, &room);
        ssize_t size = recv(client->fd, next, room, MSG_DONTWAIT);

        if (size < 0 && (errno == EAGAIN || errno == EINTR))
                return true;
        if (size <= 0)
                return false;
        client->heard = now;
        wire_stream_added(&client->session.stream, (size_t)size);
        return answer(clients, client, now);
}

/* It has been silent for a while: what looks like half a frame is not one. */
static bool give_up_half(const struct clients *clients, struct client *client, uint64_t now)
{
        if (now < client->heard + CLIENTS_HALF_FRAME_MS)
                return true;
        while (wire_stream_pending(&client->session.stream)) {
                wire_stream_reject(&client->session.stream);
                if (!answer(clients, client, now))
                        return false;
        }
        return true;
}

static bool is_idle(const struct clients *clients, const struct client *client, uint64_t now)
{
        return clients->idle_ms && now >= client->understood + clients->idle_ms;
}

/* The session with it: what comes at another connection is another machine. */
static void drop(struct clients *clients, size_t place)
{
        close(clients->all[place]->fd);
        free(clients->all[place]);
        clients->all[place] = NULL;
}

void clients_run(struct clients *clients, const struct pollfd fds[CLIENTS_MAX], uint64_t now)
{
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                struct client *client = clients->all[i];

                if (!client)
                        continue;
                if ((fds[i].revents && !read_from(clients, client, now)) ||
                    !give_up_half(clients, client, now) || is_idle(clients, client, now))
                        drop(clients, i);
        }
}

void clients_drop_all(struct clients *clients)
{
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                if (clients->all[i])
                        drop(clients, i);
        }
}
