/*
 * tools/tpm/serve/server.h - the sockets at which a TPM is served, and who is connected to them.
 */
#ifndef TOOLS_TPM_SERVE_SERVER_H
#define TOOLS_TPM_SERVE_SERVER_H

#include "tools/tpm/serve/control.h"

struct server_options {
        unsigned int port; /* TPM commands at 127.0.0.1 and this, control at the next; or 0 */
        const char *unix_control; /* path of a socket, or NULL */
        const char *unix_data;    /* path of a socket, or NULL */
        bool terminate;           /* end when a control connection at unix_control ends */
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
