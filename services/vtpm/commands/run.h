/*
 * services/vtpm/commands/run.h - one TPM command of ours: marshalled, run, and its response taken apart.
 *
 * Its shape is that of all TPM 2.0 commands: header, handles, with TPM_ST_SESSIONS an
 * authorization area, parameters. There is one authorization at most: a password, or a policy
 * session that ends with the command.
 */
#ifndef SERVICES_VTPM_COMMANDS_RUN_H
#define SERVICES_VTPM_COMMANDS_RUN_H

#include "lib/base/bytes.h"
#include "services/vtpm/libtpms/engine.h"
#include "services/vtpm/libtpms/tpm.h"

/* Who authorizes a command. All zeros is an empty password. */
struct tpm_authorization {
        uint32_t session; /* a policy session, or 0: the password */
        const uint8_t *password;
        size_t password_size;
};

/* A command that is being written: begin, handles, authorization if any, parameters, run. */
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

/* Writes the authorization area; NULL is an empty password. */
void tpm_authorize(struct tpm_command *command, const struct tpm_authorization *authorization);

/*
 * The same for a hierarchy, with the value that tpm_know_hierarchy() was given for it: an empty
 * password as long as nobody has said another.
 */
void tpm_authorize_hierarchy(struct tpm_command *command, uint32_t hierarchy);

/* The authorization value of a hierarchy. @password stays the caller's; at most two are kept. */
void tpm_know_hierarchy(uint32_t hierarchy, const uint8_t *password, size_t size);

/* Whether a command since the start, or since tpm_forget_changes(), has changed what is permanent. */
bool tpm_has_changed(void);
void tpm_forget_changes(void);

/* Appends a TPM2B. */
void tpm_write_sized(struct tpm_command *command, const void *data, size_t size);

/*
 * The next TPM2B of a response, in place; NULL (and the reader has failed) if it is longer than
 * @most.
 */
const uint8_t *tpm_read_sized(struct bytes_reader *in, size_t most, size_t *size);

/*
 * Runs the command at locality 0. Returns 0 with the TPM's code in *@code; only with TPM_RC_SUCCESS
 * there is a response. -1 after a log line if the response has not the shape of one.
 */
__attribute__((warn_unused_result)) int tpm_try(struct tpm_command *command,
                                                enum tpm_response_shape shape,
                                                struct tpm_response *response, uint32_t *code);

/* The same; any code but TPM_RC_SUCCESS is a failure, with a log line that names the command. */
__attribute__((warn_unused_result)) int
tpm_run(struct tpm_command *command, enum tpm_response_shape shape, struct tpm_response *response);

/* tpm_run() and tpm_finish() for a command whose response has neither a handle nor parameters. */
__attribute__((warn_unused_result)) int tpm_run_plain(struct tpm_command *command);

/* A log line with the TPM's code. Returns -1. */
int tpm_refused(const struct tpm_command *command, uint32_t code);

/* Returns 0 if every parameter has been read and none was missing; else -1 after a log line. */
__attribute__((warn_unused_result)) int tpm_finish(const struct tpm_command *command,
                                                   const struct tpm_response *response);

#endif
