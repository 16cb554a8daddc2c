/* tools/tpm/serve/swtpm_control.c - see swtpm_control.h. */
#include "tools/tpm/serve/swtpm_control.h"

#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"

#define ESTABLISHED_PADDING 3 /* struct ptm_est: u32, one byte, padded to 8 */
#define BUFFER_SIZE_NUMBERS 3 /* in use, least, most */

static enum swtpm_result read_locality(struct bytes_reader *in, struct swtpm_request *out)
{
        out->locality = bytes_read_u8(in);
        return out->locality > VTPM_MAX_LOCALITY ? SWTPM_BAD_LOCALITY : SWTPM_SUCCESS;
}

static enum swtpm_result read_state_kind(struct bytes_reader *in, struct swtpm_request *out)
{
        uint32_t kind;

        out->flags = bytes_read_be32(in);
        kind = bytes_read_be32(in);
        if (kind < VTPM_STATE_PERMANENT || kind > VTPM_STATE_SAVED)
                return SWTPM_BAD_PARAMETER;
        out->kind = (uint8_t)kind;
        return SWTPM_SUCCESS;
}

static enum swtpm_result read_body(struct bytes_reader *in, struct swtpm_request *out)
{
        out->body_size = bytes_read_be32(in);
        out->body_here = bytes_left(in);
        if (out->body_here > out->body_size)
                out->body_here = out->body_size;
        out->body = bytes_take(in, out->body_here);
        if (out->command == SWTPM_SET_STATEBLOB && out->body_size > SWTPM_STATE_MAX)
                return SWTPM_BAD_PARAMETER;
        return SWTPM_SUCCESS;
}

static enum swtpm_result read_operands(struct bytes_reader *in, struct swtpm_request *out)
{
        enum swtpm_result result = SWTPM_SUCCESS;

        switch (out->command) {
        case SWTPM_INIT:
                out->flags = bytes_read_be32(in);
                break;
        case SWTPM_SET_LOCALITY:
        case SWTPM_RESET_TPMESTABLISHED:
                result = read_locality(in, out);
                break;
        case SWTPM_HASH_DATA:
                result = read_body(in, out);
                break;
        case SWTPM_GET_STATEBLOB:
                result = read_state_kind(in, out);
                out->offset = bytes_read_be32(in);
                break;
        case SWTPM_SET_STATEBLOB:
                result = read_state_kind(in, out);
                if (read_body(in, out) != SWTPM_SUCCESS)
                        result = SWTPM_BAD_PARAMETER;
                break;
        case SWTPM_SET_BUFFERSIZE:
                out->buffer_size = bytes_read_be32(in);
                break;
        case SWTPM_LOCK_STORAGE:
                out->retries = bytes_read_be32(in);
                break;
        case SWTPM_GET_INFO:
                out->info = bytes_read_be64(in);
                out->offset = bytes_read_be32(in);
                break;
        default:
                break;
        }
        if (!in->failed)
                return result;
        out->body_size = 0;
        return SWTPM_BAD_PARAMETER;
}

enum swtpm_result swtpm_read_request(const void *data, size_t size, struct swtpm_request *out)
{
        struct bytes_reader in = bytes_reader(data, size);

        *out = (struct swtpm_request){ .command = bytes_read_be32(&in) };
        if (in.failed)
                return SWTPM_BAD_PARAMETER;
        if (out->command < SWTPM_GET_CAPABILITY || out->command > SWTPM_LOCK_STORAGE)
                return SWTPM_BAD_ORDINAL;
        return read_operands(&in, out);
}

/* The operation of a command that is one message to vtpmd, or 0. */
static uint8_t operation_of(uint32_t command)
{
        switch (command) {
        case SWTPM_INIT:
                return VTPM_CONTROL_POWER_ON;
        case SWTPM_STOP:
        case SWTPM_SHUTDOWN:
                return VTPM_CONTROL_POWER_OFF;
        case SWTPM_GET_TPMESTABLISHED:
                return VTPM_CONTROL_ESTABLISHED;
        case SWTPM_SET_LOCALITY:
                return VTPM_CONTROL_LOCALITY;
        case SWTPM_RESET_TPMESTABLISHED:
                return VTPM_CONTROL_RESET_ESTABLISHED;
        case SWTPM_HASH_START:
                return VTPM_CONTROL_HASH_START;
        case SWTPM_HASH_END:
                return VTPM_CONTROL_HASH_END;
        case SWTPM_STORE_VOLATILE:
                return VTPM_CONTROL_STORE_VOLATILE;
        case SWTPM_SET_BUFFERSIZE:
                return VTPM_CONTROL_BUFFER_SIZE;
        case SWTPM_GET_INFO:
                return VTPM_CONTROL_INFO;
        default:
                return 0;
        }
}

static void begin(struct bytes_writer *out, uint8_t operation)
{
        bytes_write_u8(out, VTPM_CONTROL);
        bytes_write_u8(out, operation);
}

static size_t written(const struct bytes_writer *out)
{
        return out->failed ? 0 : out->size;
}

size_t swtpm_control_message(const struct swtpm_request *request, uint8_t *out, size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);
        uint8_t operation = operation_of(request->command);

        if (operation == 0)
                return 0;
        begin(&writer, operation);
        if (operation == VTPM_CONTROL_POWER_ON)
                bytes_write_u8(&writer, request->flags & 1);
        else if (operation == VTPM_CONTROL_RESET_ESTABLISHED || operation == VTPM_CONTROL_LOCALITY)
                bytes_write_u8(&writer, request->locality);
        else if (operation == VTPM_CONTROL_BUFFER_SIZE)
                bytes_write_be32(&writer, request->buffer_size);
        else if (operation == VTPM_CONTROL_INFO)
                bytes_write_be64(&writer, request->info);
        return written(&writer);
}

size_t swtpm_body_message(const struct swtpm_request *request, uint32_t offset,
                          const uint8_t *piece, size_t size, uint8_t *out, size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);

        if (request->command == SWTPM_HASH_DATA) {
                begin(&writer, VTPM_CONTROL_HASH_DATA);
        } else {
                begin(&writer, VTPM_CONTROL_SET_STATE);
                bytes_write_u8(&writer, request->kind | (request->flags & SWTPM_STATE_ENCRYPTED
                                                                 ? VTPM_STATE_ENCRYPTED
                                                                 : 0));
                bytes_write_be32(&writer, offset);
                bytes_write_be32(&writer, request->body_size);
        }
        bytes_write(&writer, piece, size);
        return written(&writer);
}

size_t swtpm_state_message(const struct swtpm_request *request, uint32_t offset, uint8_t *out,
                           size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);
        uint8_t decrypted = request->flags & SWTPM_STATE_DECRYPTED ? VTPM_STATE_DECRYPTED : 0;

        begin(&writer, VTPM_CONTROL_GET_STATE);
        bytes_write_u8(&writer, request->kind | decrypted);
        bytes_write_be32(&writer, offset);
        return written(&writer);
}

size_t swtpm_write_result(uint32_t command, uint32_t result, uint8_t *out, size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);

        /* The one reply that has no result in front. */
        if (command == SWTPM_GET_CAPABILITY) {
                bytes_write_be64(&writer, SWTPM_CAPABILITIES);
                return written(&writer);
        }
        bytes_write_be32(&writer, result);
        return written(&writer);
}

size_t swtpm_write_config(uint32_t flags, uint8_t *out, size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);

        bytes_write_be32(&writer, SWTPM_SUCCESS);
        bytes_write_be32(&writer, flags);
        return written(&writer);
}

/* struct ptm_getinfo: how long the text is, how much of it comes, and that. */
static void write_info(struct bytes_reader *answer, uint32_t offset, struct bytes_writer *out)
{
        uint32_t total = (uint32_t)bytes_left(answer);
        uint32_t skipped = offset < total ? offset : total;

        bytes_take(answer, skipped);
        bytes_write_be32(out, total);
        bytes_write_be32(out, total - skipped);
        bytes_write(out, answer->data + answer->offset, total - skipped);
}

static void write_details(const struct swtpm_request *request, struct bytes_reader *answer,
                          struct bytes_writer *out)
{
        if (request->command == SWTPM_GET_TPMESTABLISHED) {
                bytes_write_u8(out, bytes_read_u8(answer));
                bytes_write_zero(out, ESTABLISHED_PADDING);
        } else if (request->command == SWTPM_SET_BUFFERSIZE) {
                for (int i = 0; i < BUFFER_SIZE_NUMBERS; i++)
                        bytes_write_be32(out, bytes_read_be32(answer));
        } else if (request->command == SWTPM_GET_INFO) {
                write_info(answer, request->offset, out);
        }
}

size_t swtpm_write_reply(const struct swtpm_request *request, const uint8_t *answer, size_t size,
                         uint8_t *out, size_t capacity)
{
        struct bytes_reader in = bytes_reader(answer, size);
        struct bytes_writer writer = bytes_writer(out, capacity);
        uint32_t result = bytes_read_be32(&in);

        if (in.failed || result != SWTPM_SUCCESS)
                return swtpm_write_result(request->command, in.failed ? SWTPM_FAIL : result, out,
                                          capacity);
        bytes_write_be32(&writer, result);
        write_details(request, &in, &writer);
        if (in.failed || writer.failed)
                return swtpm_write_result(request->command, SWTPM_FAIL, out, capacity);
        return writer.size;
}

size_t swtpm_write_state_header(uint32_t flags, uint32_t total, uint32_t left, uint8_t *out,
                                size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);

        bytes_write_be32(&writer, SWTPM_SUCCESS);
        bytes_write_be32(&writer, flags);
        bytes_write_be32(&writer, total);
        bytes_write_be32(&writer, left);
        return written(&writer);
}
