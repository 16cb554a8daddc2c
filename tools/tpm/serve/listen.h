/*
 * tools/tpm/serve/listen.h - places where clients come to: TCP ports, UNIX sockets, and descriptors that were inherited.
 */
#ifndef TOOLS_TPM_SERVE_LISTEN_H
#define TOOLS_TPM_SERVE_LISTEN_H

#include <stdbool.h>
#include <sys/types.h>

enum place_kind {
        PLACE_NONE,
        PLACE_TCP,
        PLACE_UNIX,
        PLACE_LISTENER, /* an inherited socket at which clients are accepted */
        PLACE_CLIENT,   /* an inherited connection */
};

struct place {
        enum place_kind kind;
        unsigned int port;
        const char *address;   /* numeric, IPv4 or IPv6; NULL: 127.0.0.1 */
        const char *interface; /* of a link-local address, or NULL */
        const char *path;
        bool has_mode; /* else 0600 */
        mode_t mode;
        bool has_owner, has_group;
        uid_t owner;
        gid_t group;
        int fd;
};

/*
 * The place's descriptor, to be listened at or to be read from. Returns -1 after a line that says why it cannot be had; a file
 * that is no socket is not replaced.
 */
__attribute__((warn_unused_result)) int place_open(const struct place *place);

/* Closes @fd and removes the place's socket. */
void place_close(const struct place *place, int fd);

#endif
