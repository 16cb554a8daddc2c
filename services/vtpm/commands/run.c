/* services/vtpm/commands/run.c - see run.h. */
#include "services/vtpm/commands/run.h"
#include "services/runtime/service.h"

#define SIZE_OFFSET 2
#define AREA_FIXED  9  /* u32 session, empty nonce, u8 attributes, u16 size of the password */
#define NONCE_MOST  64 /* of a session */

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

/* Attributes 0: a session does not go on. A policy session needs no proof of its own. */
void tpm_authorize(struct tpm_command *command, const struct tpm_authorization *authorization)
{
        static const struct tpm_authorization empty_password;
        const struct tpm_authorization *by = authorization ? authorization : &empty_password;
        size_t size = by->session ? 0 : by->password_size;

        bytes_write_be32(&command->out, AREA_FIXED + (uint32_t)size);
        bytes_write_be32(&command->out, by->session ? by->session : TPM_RS_PW);
        bytes_write_be16(&command->out, 0);
        bytes_write_u8(&command->out, 0);
        tpm_write_sized(command, by->password, size);
}

static struct {
        uint32_t hierarchy;
        struct tpm_authorization authorization;
} known[2];

void tpm_know_hierarchy(uint32_t hierarchy, const uint8_t *password, size_t size)
{
        size_t place = known[0].hierarchy == 0 || known[0].hierarchy == hierarchy ? 0 : 1;

        known[place].hierarchy = hierarchy;
        known[place].authorization.password = password;
        known[place].authorization.password_size = size;
}

void tpm_authorize_hierarchy(struct tpm_command *command, uint32_t hierarchy)
{
        for (size_t i = 0; i < 2; i++) {
                if (known[i].hierarchy == hierarchy) {
                        tpm_authorize(command, &known[i].authorization);
                        return;
                }
        }
        tpm_authorize(command, NULL);
}

static bool changed;

bool tpm_has_changed(void)
{
        return changed;
}

void tpm_forget_changes(void)
{
        changed = false;
}

/* Of the commands that are sent here. */
static bool changes_what_is_permanent(const struct tpm_command *command)
{
        struct bytes_reader in = bytes_reader(command->data, command->out.size);

        bytes_read_be16(&in);
        bytes_read_be32(&in);
        switch (bytes_read_be32(&in)) {
        case TPM_CC_EVICT_CONTROL:
        case TPM_CC_NV_UNDEFINE_SPACE:
        case TPM_CC_NV_DEFINE_SPACE:
        case TPM_CC_PCR_ALLOCATE:
        case TPM_CC_NV_WRITE:
        case TPM_CC_NV_WRITE_LOCK:
                return true;
        default:
                return false;
        }
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
 * With sessions the parameters have a size in front, and behind them the session's nonce, attributes
 * and acknowledgement; a password's are empty.
 */
static void split_parameters(struct bytes_reader *in)
{
        size_t size = bytes_read_be32(in);
        const uint8_t *data = bytes_take(in, size);
        size_t ignored;

        tpm_read_sized(in, NONCE_MOST, &ignored);
        bytes_read_u8(in);
        tpm_read_sized(in, NONCE_MOST, &ignored);
        if (bytes_left(in) != 0 || in->failed || !data)
                in->failed = true;
        else
                *in = bytes_reader(data, size);
}

static int read_response(const struct tpm_command *command, enum tpm_response_shape shape,
                         struct tpm_response *response, uint32_t *code)
{
        struct bytes_reader *in = &response->parameters;
        size_t size = in->size;
        uint16_t tag = bytes_read_be16(in);

        if (bytes_read_be32(in) != size)
                in->failed = true;
        *code = bytes_read_be32(in);
        if (!in->failed && *code != TPM_RC_SUCCESS)
                return 0;
        if (tag != command->tag)
                in->failed = true;
        if (shape == TPM_RESPONSE_HANDLE)
                response->handle = bytes_read_be32(in);
        if (command->tag == TPM_ST_SESSIONS)
                split_parameters(in);
        return in->failed ? failed(command, "malformed response with tag", tag) : 0;
}

int tpm_try(struct tpm_command *command, enum tpm_response_shape shape,
            struct tpm_response *response, uint32_t *code)
{
        const uint8_t *data;
        size_t size;

        if (command->out.failed)
                return failed(command, "the command is longer than", VTPM_BUFFER_MAX);
        write_size(command);
        vtpm_exec(0, command->data, command->out.size, &data, &size);
        *response = (struct tpm_response){ .parameters = bytes_reader(data, size) };
        if (read_response(command, shape, response, code))
                return -1;
        changed |= *code == TPM_RC_SUCCESS && changes_what_is_permanent(command);
        return 0;
}

int tpm_refused(const struct tpm_command *command, uint32_t code)
{
        return failed(command, "the TPM answered with code", code);
}

int tpm_run(struct tpm_command *command, enum tpm_response_shape shape,
            struct tpm_response *response)
{
        uint32_t code;

        if (tpm_try(command, shape, response, &code))
                return -1;
        return code == TPM_RC_SUCCESS ? 0 : tpm_refused(command, code);
}

int tpm_finish(const struct tpm_command *command, const struct tpm_response *response)
{
        if (!response->parameters.failed && bytes_left(&response->parameters) == 0)
                return 0;
        return failed(command, "malformed response at byte", (uint32_t)response->parameters.offset);
}

int tpm_run_plain(struct tpm_command *command)
{
        struct tpm_response response;

        if (tpm_run(command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        return tpm_finish(command, &response);
}
