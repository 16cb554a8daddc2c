/*
 * tools/ca/serve/clients.h - who is connected to `cashew ca serve`. Each client has deadlines of its own, and none waits for another: not
 * for its bytes, nor until it reads. Times are milliseconds of a clock that only goes forward.
 */
#ifndef TOOLS_CA_SERVE_CLIENTS_H
#define TOOLS_CA_SERVE_CLIENTS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "tools/ca/serve/session.h"

#define CLIENTS_MAX           64
#define CLIENTS_HALF_FRAME_MS 1000 /* a frame whose rest does not come within this is none */

struct client;

struct clients {
        const struct session_ca *ca;
        uint64_t
                idle_ms; /* without a message that made sense, a client is dropped after this; 0: never */
        struct client *all[CLIENTS_MAX]; /* NULL where there is none */
};

/* One more, whose descriptor is closed with it. Returns 0, or -1: there is no room, and @fd is still the caller's. */
__attribute__((warn_unused_result)) int clients_add(struct clients *clients, int fd, uint64_t now);
bool clients_full(const struct clients *clients);

/* What poll() has to wait for, and how long at most, in milliseconds; -1: for ever. */
void clients_fill(const struct clients *clients, struct pollfd fds[CLIENTS_MAX]);
__attribute__((warn_unused_result)) int clients_wait(const struct clients *clients, uint64_t now);

/* Reads from those for whom poll() says so, answers, and gives up what is over: half frames, and clients. */
void clients_run(struct clients *clients, const struct pollfd fds[CLIENTS_MAX], uint64_t now);

void clients_drop_all(struct clients *clients);

#endif
