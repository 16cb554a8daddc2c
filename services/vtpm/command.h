/*
 * services/vtpm/command.h - one TPM command of ours: marshalled, run, and its response taken apart.
 *
 * Its shape is that of all TPM 2.0 commands: header, handles, with TPM_ST_SESSIONS an
 * authorization area, parameters. All authorization values are empty while a TPM is made, so the
 * only session is an empty password.
 */
#ifndef SERVICES_VTPM_COMMAND_H
#define SERVICES_VTPM_COMMAND_H

#include "lib/base/bytes.h"
#include "services/vtpm/engine.h"
#include "services/vtpm/tpm.h"

/* A command that is being written: begin, handles, sessions if any, parameters, run. */
struct tpm_command {
        const char *name; /* for the log */
        enum tpm_tag tag;
        struct bytes_writer out;
        uint8_t data[VTPM_BUFFER_MAX];
};

/* A response with TPM_RC_SUCCESS. */
struct tpm_response {
        uint32_t handle;                /* if one was asked for, else 0 */
        struct bytes_reader parameters; /* valid until the next command */
};

/* Whether the response has a handle before its parameters. */
enum tpm_response_shape {
        TPM_RESPONSE_PLAIN,
        TPM_RESPONSE_HANDLE,
};

/* Writes the header. @name is the specification's, e.g. "TPM2_Startup". */
void tpm_begin(struct tpm_command *command, const char *name, enum tpm_tag tag,
               enum tpm_command_code code);

/* Writes the authorization area: one empty password for one handle. */
void tpm_empty_password(struct tpm_command *command);

/* Appends a TPM2B. */
void tpm_write_sized(struct tpm_command *command, const void *data, size_t size);

/*
 * The next TPM2B of a response, in place; NULL (and the reader has failed) if it is longer than
 * @most.
 */
const uint8_t *tpm_read_sized(struct bytes_reader *in, size_t most, size_t *size);

/*
 * Runs the command at locality 0. Returns 0 if the TPM did it and the response has the right shape;
 * else -1 after a log line that names the command and the TPM's code.
 */
__attribute__((warn_unused_result)) int
tpm_run(struct tpm_command *command, enum tpm_response_shape shape, struct tpm_response *response);

/* Returns 0 if every parameter has been read and none was missing; else -1 after a log line. */
__attribute__((warn_unused_result)) int tpm_finish(const struct tpm_command *command,
                                                   const struct tpm_response *response);

#endif
