/*
 * tools/tpm/control.h - a TPM that has a power supply and a control channel: what stands between
 * swtpm's clients and vtpmd.
 */
#ifndef TOOLS_TPM_CONTROL_H
#define TOOLS_TPM_CONTROL_H

#include "tools/tpm/swtpm_control.h"
#include "tools/tpm/vtpmd.h"

#include <stdbool.h>

#define TWIN_COMMAND_MAX 4095 /* with the locality it is a message */

struct twin {
        struct vtpmd vtpmd;
        bool powered;
        bool busy; /* vtpmd has a TPM command whose response has not been taken */
        bool over; /* vtpmd has ended, or a client asked for shutdown */
        uint8_t locality;
        int data; /* the connection with TPM commands, or -1; the twin closes it */
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
 * Gives a TPM command of @size bytes to the TPM; message[0] is for the locality, the command is
 * behind it. Its response goes to the data connection: at once if there is no power, else by
 * twin_finish().
 */
void twin_command(struct twin *twin, uint8_t *message, size_t size);

/* If a command is with the TPM: waits for the response and hands it on. */
void twin_finish(struct twin *twin);

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
