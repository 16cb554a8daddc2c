/* tools/tpm/device/run.c - see run.h. A command is tag, size, code, handles, authorizations, parameters (TPM 2.0 Part 1). */
#include "tools/tpm/device/run.h"

#include <stdbool.h>
#include <string.h>
#include <tss2/tss2_tpm2_types.h>

#include "tools/tpm/device/problem.h"

#define SIZE_OFFSET       2
#define PASSWORD_ACK_SIZE 5 /* empty nonce, u8 attributes, empty acknowledgement */
#define ATTEMPTS          20

void device_begin(struct device_command *command, uint16_t tag, uint32_t code)
{
        command->tag = tag;
        command->out = bytes_writer(command->data, sizeof(command->data));
        bytes_write_be16(&command->out, tag);
        bytes_write_be32(&command->out, 0);
        bytes_write_be32(&command->out, code);
}

void device_sized(struct device_command *command, const void *data, size_t size)
{
        bytes_write_be16(&command->out, (uint16_t)size);
        bytes_write(&command->out, data, size);
}

/*
 * authorizationSize and one TPMS_AUTH_COMMAND: the handle of a password session, no nonce, no
 * attributes, the password (TPM 2.0 Part 1, "Password Authorizations").
 */
void device_authorize(struct device_command *command, const char *password)
{
        size_t size = password ? strlen(password) : 0;

        bytes_write_be32(&command->out, (uint32_t)(4 + 2 + 1 + 2 + size));
        bytes_write_be32(&command->out, TPM2_RS_PW);
        bytes_write_be16(&command->out, 0);
        bytes_write_u8(&command->out, 0);
        device_sized(command, password, size);
}

const char *device_password(const struct device *device, uint32_t handle)
{
        if (handle == TPM2_RH_OWNER)
                return device->owner_auth;
        if (handle == TPM2_RH_ENDORSEMENT)
                return device->endorsement_auth;
        return NULL;
}

/* One command and what came back; 0 if nothing did. */
static size_t exchange(struct device *device, struct device_command *command)
{
        struct bytes_writer size = bytes_writer(command->data + SIZE_OFFSET, sizeof(uint32_t));
        size_t got = sizeof(command->response);

        if (command->out.failed)
                return 0;
        bytes_write_be32(&size, (uint32_t)command->out.size);
        if (Tss2_Tcti_Transmit(device->tcti, command->out.size, command->data) ||
            Tss2_Tcti_Receive(device->tcti, &got, command->response, TSS2_TCTI_TIMEOUT_BLOCK))
                return 0;
        return got;
}

/* A response's header. Returns its code. */
static uint32_t read_header(struct bytes_reader *in, uint16_t tag)
{
        uint16_t found = bytes_read_be16(in);
        uint32_t size = bytes_read_be32(in);
        uint32_t code = bytes_read_be32(in);

        if (in->failed || size != in->size || (code == 0 && found != tag))
                return DEVICE_BROKEN;
        return code;
}

/* Warnings that ask for the same command once more (TPM 2.0 Part 2, TPM_RC). */
static bool come_again(uint32_t code)
{
        return code == TPM2_RC_RETRY || code == TPM2_RC_YIELDED || code == TPM2_RC_TESTING;
}

/*
 * A response with sessions has the size of its parameters in front of them, and behind them the
 * password session's acknowledgement.
 */
uint32_t device_run(struct device *device, struct device_command *command, uint32_t *handle,
                    struct bytes_reader *parameters)
{
        uint32_t code = TPM2_RC_RETRY;
        size_t size;

        for (int i = 0; i < ATTEMPTS && come_again(code); i++) {
                size = exchange(device, command);
                *parameters = bytes_reader(command->response, size);
                code = read_header(parameters, command->tag);
        }
        if (code != TPM2_RC_SUCCESS)
                return code;
        if (handle)
                *handle = bytes_read_be32(parameters);
        if (command->tag == TPM2_ST_SESSIONS) {
                size = bytes_read_be32(parameters);
                if (bytes_left(parameters) != size + PASSWORD_ACK_SIZE)
                        return DEVICE_BROKEN;
                *parameters = bytes_reader(bytes_take(parameters, size), size);
        }
        return parameters->failed ? DEVICE_BROKEN : TPM2_RC_SUCCESS;
}
