/*
 * tools/tpm/serve/control.h - a TPM that has a power supply and a control channel: what stands between
 * swtpm's clients and vtpmd.
 */
#ifndef TOOLS_TPM_SERVE_CONTROL_H
#define TOOLS_TPM_SERVE_CONTROL_H

#include "tools/tpm/serve/swtpm_control.h"
#include "tools/tpm/serve/vtpmd.h"

#include <stdbool.h>

#define TWIN_LISTENERS 2

struct twin {
        struct vtpmd vtpmd;
        bool powered;
        bool over; /* vtpmd has ended, or a client asked for shutdown */
        int data;  /* the connection with TPM commands, or -1. vtpmd serves it; here is only seen
                      when its client goes */
        int listeners[TWIN_LISTENERS]; /* where vtpmd takes such connections itself; who has made
                                          them closes them */
        unsigned int listener_count;
        const struct vtpmd_options
                *later;     /* vtpmd is started with these when the TPM is here; NULL: it runs */
        bool lets_go;       /* the state is another's when all of it was sent */
        bool let_go;        /* it is */
        uint8_t keys;       /* SWTPM_CONFIG_...: which there are */
        uint8_t data_flags; /* how its commands are taken: enum vtpm_data_flags */
};

/* A control connection: what of a message is still to come. */
struct control {
        struct swtpm_request request;
        bool in_body;
        uint32_t body_done;
        uint32_t body_result; /* the first that was not SWTPM_SUCCESS */
};

/* Switches the power. Returns vtpmd's result. */
uint32_t twin_power(struct twin *twin, bool on);

/*
 * Lets vtpmd take TPM commands from the connection @data, in the place of what it had. Returns
 * vtpmd's result; unless it is SWTPM_SUCCESS @data is closed.
 */
uint32_t twin_attach(struct twin *twin, int data);

/* Lets vtpmd take connections with TPM commands from @listener, from now on or from its start. */
void twin_listen(struct twin *twin, int listener);

/* Closes the data connection if there is one. */
void twin_drop_data(struct twin *twin);

/*
 * Does what @size bytes from the connection @fd ask for, and answers there. @passed is a descriptor
 * that came with them, or -1; it is closed or kept. Returns 0, or -1 if the connection is to be
 * closed.
 */
__attribute__((warn_unused_result)) int control_take(struct twin *twin, struct control *control,
                                                     int fd, const uint8_t *data, size_t size,
                                                     int passed);

#endif
