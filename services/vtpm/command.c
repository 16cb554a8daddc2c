/* services/vtpm/command.c - see command.h. */
#include "services/vtpm/command.h"
#include "services/runtime/service.h"

#define SIZE_OFFSET        2
#define PASSWORD_AREA_SIZE 9 /* u32 handle, empty nonce, u8 attributes, empty password */
#define PASSWORD_ACK_SIZE  5 /* empty nonce, u8 attributes, empty acknowledgement */

void tpm_begin(struct tpm_command *command, const char *name, enum tpm_tag tag,
               enum tpm_command_code code)
{
        command->name = name;
        command->tag = tag;
        command->out = bytes_writer(command->data, sizeof(command->data));
        bytes_write_be16(&command->out, (uint16_t)tag);
        bytes_write_be32(&command->out, 0);
        bytes_write_be32(&command->out, code);
}

void tpm_empty_password(struct tpm_command *command)
{
        bytes_write_be32(&command->out, PASSWORD_AREA_SIZE);
        bytes_write_be32(&command->out, TPM_RS_PW);
        bytes_write_be16(&command->out, 0);
        bytes_write_u8(&command->out, 0);
        bytes_write_be16(&command->out, 0);
}

void tpm_write_sized(struct tpm_command *command, const void *data, size_t size)
{
        bytes_write_be16(&command->out, (uint16_t)size);
        bytes_write(&command->out, data, size);
}

const uint8_t *tpm_read_sized(struct bytes_reader *in, size_t most, size_t *size)
{
        *size = bytes_read_be16(in);
        if (*size > most)
                in->failed = true;
        return bytes_take(in, *size);
}

static int failed(const struct tpm_command *command, const char *why, uint32_t code)
{
        service_log("vtpm: %s: %s 0x%x", command->name, why, (unsigned int)code);
        return -1;
}

static void write_size(struct tpm_command *command)
{
        struct bytes_writer size = bytes_writer(command->data + SIZE_OFFSET, sizeof(uint32_t));

        bytes_write_be32(&size, (uint32_t)command->out.size);
}

/*
 * With sessions the parameters have a size in front and the acknowledgement of the password behind.
 */
static void split_parameters(struct bytes_reader *in)
{
        size_t size = bytes_read_be32(in);
        const uint8_t *data = bytes_take(in, size);

        if (bytes_left(in) != PASSWORD_ACK_SIZE || !data)
                in->failed = true;
        else
                *in = bytes_reader(data, size);
}

static int read_response(const struct tpm_command *command, enum tpm_response_shape shape,
                         const uint8_t *data, size_t size, struct tpm_response *response)
{
        struct bytes_reader *in = &response->parameters;
        uint16_t tag;
        uint32_t code;

        *response = (struct tpm_response){ .parameters = bytes_reader(data, size) };
        tag = bytes_read_be16(in);
        if (bytes_read_be32(in) != size)
                in->failed = true;
        code = bytes_read_be32(in);
        if (!in->failed && code != TPM_RC_SUCCESS)
                return failed(command, "the TPM answered with code", code);
        if (tag != command->tag)
                in->failed = true;
        if (shape == TPM_RESPONSE_HANDLE)
                response->handle = bytes_read_be32(in);
        if (command->tag == TPM_ST_SESSIONS)
                split_parameters(in);
        return in->failed ? failed(command, "malformed response with tag", tag) : 0;
}

int tpm_run(struct tpm_command *command, enum tpm_response_shape shape,
            struct tpm_response *response)
{
        const uint8_t *data;
        size_t size;

        if (command->out.failed)
                return failed(command, "the command is longer than", VTPM_BUFFER_MAX);
        write_size(command);
        vtpm_exec(0, command->data, command->out.size, &data, &size);
        return read_response(command, shape, data, size, response);
}

int tpm_finish(const struct tpm_command *command, const struct tpm_response *response)
{
        if (!response->parameters.failed && bytes_left(&response->parameters) == 0)
                return 0;
        return failed(command, "malformed response at byte", (uint32_t)response->parameters.offset);
}
