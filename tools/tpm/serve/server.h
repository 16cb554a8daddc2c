/*
 * tools/tpm/serve/server.h - the sockets at which a TPM is served, and who is connected to them.
 */
#ifndef TOOLS_TPM_SERVE_SERVER_H
#define TOOLS_TPM_SERVE_SERVER_H

#include "tools/tpm/serve/control.h"
#include "tools/tpm/serve/listen.h"

#define SERVER_PLACES 2 /* where clients of one kind may come to at once */

struct server_options {
        struct place data[SERVER_PLACES];    /* TPM commands */
        struct place control[SERVER_PLACES]; /* swtpm's control channel */
        struct place platform;               /* the platform channel of the TCG's simulator */
        bool terminate; /* end when a control connection at a UNIX socket, or that was inherited, ends */
        bool terminate_data; /* end when a connection with TPM commands ends */
};

struct server;

/*
 * Makes the sockets. Returns NULL after a line that says why they cannot be had.
 */
__attribute__((warn_unused_result)) struct server *
server_open(const struct server_options *options);

/*
 * Serves @twin, one client for each channel at a time, until vtpmd ends, a client asks for shutdown,
 * or SIGTERM or SIGINT comes. Closes the twin's data connection, not its vtpmd.
 */
void server_run(struct server *server, struct twin *twin);

/* Removes the sockets. */
void server_close(struct server *server);

#endif
