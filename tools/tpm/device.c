/* tools/tpm/device.c - see device.h: the transport, and commands as bytes. */
#include "tools/tpm/device_command.h"

#include "tools/common/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tss2/tss2_tctildr.h>
#include <tss2/tss2_tpm2_types.h>

#define SIZE_OFFSET       2
#define PASSWORD_ACK_SIZE 5 /* empty nonce, u8 attributes, empty acknowledgement */
#define ATTEMPTS          20

struct device {
        TSS2_TCTI_CONTEXT *tcti;
        const struct device_options *options;
};

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
                return device->options->owner_auth;
        if (handle == TPM2_RH_ENDORSEMENT)
                return device->options->endorsement_auth;
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

static bool come_again(uint32_t code)
{
        return code == TPM2_RC_RETRY || code == TPM2_RC_YIELDED || code == TPM2_RC_TESTING;
}

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

/* The TPM answers, and somebody has started it. */
static bool started(struct device *device)
{
        struct device_capability family;
        size_t count;
        uint32_t code = device_list(device, DEVICE_PROPERTIES, TPM2_PT_FAMILY_INDICATOR, &family, 1,
                                    &count);

        if (code != TPM2_RC_SUCCESS)
                command_error("tpm", "the TPM does not answer: %s", device_problem(code));
        return code == TPM2_RC_SUCCESS;
}

struct device *device_open(const struct device_options *options)
{
        struct device *device = calloc(1, sizeof(*device));
        const char *name = options->tcti ? options->tcti : getenv("TPM2TOOLS_TCTI");
        TSS2_RC error;

        if (!device)
                return NULL;
        device->options = options;
        error = Tss2_TctiLdr_Initialize(name, &device->tcti);
        if (error) {
                command_error("tpm", "no TPM at %s (tpm2-tss says 0x%x)",
                              name ? name : "the usual places", error);
                free(device);
                return NULL;
        }
        if (started(device))
                return device;
        device_close(device);
        return NULL;
}

void device_close(struct device *device)
{
        Tss2_TctiLdr_Finalize(&device->tcti);
        free(device);
}

/* Codes of format 1 say in bits 6 and 8 to 11 which handle, session or parameter they mean. */
static const char *format_1_problem(uint32_t code)
{
        switch (code & 0xbf) {
        case TPM2_RC_HANDLE:
                return "there is no such thing";
        case TPM2_RC_BAD_AUTH:
        case TPM2_RC_AUTH_FAIL:
                return "the authorization value is wrong";
        case TPM2_RC_VALUE:
                return "a value is not supported";
        case TPM2_RC_CURVE:
                return "the curve is not supported";
        case TPM2_RC_KEY_SIZE:
                return "the key size is not supported";
        case TPM2_RC_ATTRIBUTES:
                return "the attributes are not possible";
        default:
                return NULL;
        }
}

const char *device_problem(uint32_t code)
{
        static char text[64];
        const char *known = code & TPM2_RC_FMT1 ? format_1_problem(code) : NULL;

        if (code == DEVICE_BROKEN)
                return "no well-formed response";
        if (code == TPM2_RC_INITIALIZE)
                known = "it waits for TPM2_Startup";
        else if (code == TPM2_RC_NV_UNINITIALIZED)
                known = "never written";
        else if (code == TPM2_RC_NV_LOCKED)
                known = "locked";
        else if (code == TPM2_RC_NV_AUTHORIZATION)
                known = "not allowed";
        else if (code == TPM2_RC_FAILURE)
                known = "it is in failure mode, or has no power";
        snprintf(text, sizeof(text), "%s%sTPM_RC 0x%03x%s", known ? known : "", known ? " (" : "",
                 code, known ? ")" : "");
        return text;
}
