/*
 * kernel/svsm/vtpm.c - the vTPM protocol's framing. What a command means is the service's business;
 * here it is bytes, a locality and two lengths that have to fit.
 */
#include "kernel/arch/arch.h"
#include "kernel/cpu/spinlock.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/core.h"
#include "kernel/task/service.h"
#include "lib/base/bytes.h"
#include "lib/base/memory.h"
#include "lib/svsm/vtpm_message.h"

/* Bit n of QUERY's RCX: platform command n is supported. */
#define SUPPORTED_COMMANDS (UINT64_C(1) << SVSM_VTPM_SEND_COMMAND)

/*
 * One command at a time: the TPM behind takes no more either, so the buffers need not be each
 * vCPU's.
 */
static struct {
        struct spinlock lock;
        uint8_t request[SERVICE_MESSAGE_MAX];
        uint8_t reply[SERVICE_MESSAGE_MAX];
} exchange;

/* A command, once it is known to be well-formed; its bytes are in exchange.request. */
struct command {
        gpa_t at;
        uint8_t locality;
        uint32_t size;  /* bytes of the TPM command */
        uint64_t space; /* bytes for the reply behind its header */
};

static uint64_t query(struct svsm_call *call)
{
        call->rcx = SUPPORTED_COMMANDS;
        call->rdx = 0;
        return SVSM_SUCCESS;
}

static uint64_t decode_header(gpa_t at, struct command *out)
{
        uint64_t space = PAGE_SIZE - (at.value & PAGE_MASK);
        uint8_t header[SVSM_VTPM_REQUEST_HEADER_SIZE];
        struct bytes_reader reader = bytes_reader(header, sizeof(header));
        uint32_t platform_command;
        uint8_t locality;
        uint32_t size;

        if (space < sizeof(header) + VTPM_COMMAND_MIN)
                return SVSM_ERR_INVALID_PARAMETER;
        if (!guest_memory_valid(at, space) || !arch_guest_read(header, at, sizeof(header)))
                return SVSM_ERR_INVALID_ADDRESS;
        platform_command = bytes_read_le32(&reader);
        locality = bytes_read_u8(&reader);
        size = bytes_read_le32(&reader);
        if (platform_command != SVSM_VTPM_SEND_COMMAND)
                return SVSM_ERR_INVALID_REQUEST;
        if (locality > VTPM_MAX_LOCALITY || size < VTPM_COMMAND_MIN ||
            size > space - sizeof(header))
                return SVSM_ERR_INVALID_PARAMETER;
        *out = (struct command){ .at = at,
                                 .locality = locality,
                                 .size = size,
                                 .space = space - SVSM_VTPM_REPLY_HEADER_SIZE };
        return SVSM_SUCCESS;
}

/*
 * Copies the command behind the message's header, once: the guest may change its page at any time.
 */
static uint64_t decode(gpa_t at, struct command *out)
{
        uint64_t result = decode_header(at, out);

        if (result != SVSM_SUCCESS)
                return result;
        exchange.request[0] = out->locality;
        if (!arch_guest_read(exchange.request + sizeof(struct vtpm_message_header),
                             gpa_add(at, SVSM_VTPM_REQUEST_HEADER_SIZE), out->size))
                return SVSM_ERR_INVALID_ADDRESS;
        return SVSM_SUCCESS;
}

static uint64_t write_reply(const struct command *command, size_t size)
{
        uint8_t header[SVSM_VTPM_REPLY_HEADER_SIZE];
        struct bytes_writer writer = bytes_writer(header, sizeof(header));

        bytes_write_le32(&writer, (uint32_t)size);
        if (!arch_guest_write(gpa_add(command->at, sizeof(header)), exchange.reply, size) ||
            !arch_guest_write(command->at, header, sizeof(header)))
                return SVSM_ERR_INVALID_ADDRESS;
        return SVSM_SUCCESS;
}

/* @used: how much of exchange.reply may hold something afterwards. */
static uint64_t send(const struct command *command, size_t *used)
{
        size_t size = 0;
        enum service_result result = service_call(
                SVSM_PROTOCOL_VTPM, exchange.request,
                sizeof(struct vtpm_message_header) + command->size, exchange.reply,
                command->space < sizeof(exchange.reply) ? command->space : sizeof(exchange.reply),
                &size);

        if (result == SERVICE_NONE)
                return SVSM_ERR_UNSUPPORTED_PROTOCOL;
        if (result != SERVICE_OK)
                return SVSM_ERR_PROTOCOL_BASE;
        *used = size;
        return write_reply(command, size);
}

static uint64_t command(const struct svsm_call *call)
{
        struct command decoded = { .size = 0 };
        size_t reply_used = sizeof(exchange.reply);
        uint64_t result;

        spin_lock(&exchange.lock);
        result = decode(gpa(call->rcx), &decoded);
        if (result == SVSM_SUCCESS)
                result = send(&decoded, &reply_used);
        /* What the TPM was told and has said is nobody's business any more. */
        memset(exchange.request, 0, sizeof(struct vtpm_message_header) + decoded.size);
        memset(exchange.reply, 0, reply_used);
        spin_unlock(&exchange.lock);
        return result;
}

uint64_t svsm_vtpm_call(uint32_t number, struct svsm_call *call)
{
        if (!service_alive(SVSM_PROTOCOL_VTPM))
                return SVSM_ERR_UNSUPPORTED_PROTOCOL;
        switch (number) {
        case SVSM_VTPM_QUERY:
                return query(call);
        case SVSM_VTPM_COMMAND:
                return command(call);
        default:
                return SVSM_ERR_UNSUPPORTED_CALL;
        }
}
