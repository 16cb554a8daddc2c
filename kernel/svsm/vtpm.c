/*
 * kernel/svsm/vtpm.c - the vTPM protocol's framing (SVSM 1.00, section 8). What a command means is the service's business;
 * here it is bytes, a locality and two lengths that have to fit.
 *
 * The guest's page has a platform command (always "send command"), the locality, the size and the TPM command; the reply goes
 * to the same page, a size and the TPM's response. The format is that of the simulator in Microsoft's reference implementation.
 */
#include "kernel/base/spinlock.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/calls.h"
#include "kernel/task/service.h"
#include "lib/base/memory.h"
#include "lib/params/block.h"
#include "lib/svsm/vtpm_message.h"

/* Bit n of QUERY's RCX: platform command n is supported. */
#define SUPPORTED_COMMANDS (UINT64_C(1) << SVSM_VTPM_SEND_COMMAND)

/* Offsets in the guest's request: u32, u8, u32, little-endian and unaligned (section 8.2). */
#define REQUEST_COMMAND  0
#define REQUEST_LOCALITY 4
#define REQUEST_SIZE     5

/*
 * Most commands are shorter, and then the guest's page is looked at once. The rest of a longer one
 * is read when its length is known.
 */
#define FIRST_LOOK 80 /* bytes; PCR_Extend of SHA-256 is 74 */

/*
 * One command at a time: the TPM behind takes no more either, so the buffers need not be each
 * vCPU's. Both are as in the guest's page. The message to the service is the end of the request: the
 * locality is put in front of the command, over the last byte of the size.
 */
static struct {
        struct spinlock lock;
        uint8_t request[PAGE_SIZE];
        uint8_t reply[PAGE_SIZE];
} exchange;
#define MESSAGE_OFFSET (SVSM_VTPM_REQUEST_HEADER_SIZE - sizeof(struct vtpm_message_header))
_Static_assert(PAGE_SIZE - MESSAGE_OFFSET <= SERVICE_MESSAGE_MAX, "the largest message");

/* A command, once it is known to be well-formed; its bytes are in exchange.request. */
struct command {
        gpa_t at;
        uint32_t size; /* bytes of the TPM command */
};

/* Measured, and set before the guest starts. */
static uint32_t allowed_localities = PARAMS_TPM_LOCALITIES_DEFAULT;

void svsm_allow_localities(uint32_t localities)
{
        allowed_localities = localities;
}

static bool locality_allowed(uint8_t locality)
{
        return locality < PARAMS_TPM_LOCALITIES && (allowed_localities >> locality & 1);
}

static uint64_t query(struct svsm_call *call)
{
        call->rcx = SUPPORTED_COMMANDS;
        call->rdx = 0;
        return SVSM_SUCCESS;
}

static uint64_t decode_header(gpa_t at, struct command *out)
{
        uint8_t locality = exchange.request[REQUEST_LOCALITY];
        uint32_t platform_command;
        uint32_t size;

        memcpy(&platform_command, exchange.request + REQUEST_COMMAND, sizeof(platform_command));
        memcpy(&size, exchange.request + REQUEST_SIZE, sizeof(size));
        if (platform_command != SVSM_VTPM_SEND_COMMAND)
                return SVSM_ERR_INVALID_REQUEST;
        if (!locality_allowed(locality) || size < VTPM_COMMAND_MIN ||
            size > PAGE_SIZE - SVSM_VTPM_REQUEST_HEADER_SIZE)
                return SVSM_ERR_INVALID_PARAMETER;
        exchange.request[MESSAGE_OFFSET] = locality;
        *out = (struct command){ .at = at, .size = size };
        return SVSM_SUCCESS;
}

/*
 * Copies header and command, each byte once: the guest may change its page at any time. The buffer is a whole page: a
 * reply that did not fit would be lost after the TPM has executed the command.
 */
static uint64_t decode(gpa_t at, struct command *out)
{
        uint64_t result;
        uint64_t end;

        if (!page_aligned(at.value))
                return SVSM_ERR_INVALID_PARAMETER;
        if (!guest_copy_in(exchange.request, at, FIRST_LOOK))
                return SVSM_ERR_INVALID_ADDRESS;
        result = decode_header(at, out);
        if (result != SVSM_SUCCESS)
                return result;
        end = SVSM_VTPM_REQUEST_HEADER_SIZE + out->size;
        if (end > FIRST_LOOK && !guest_copy_in(exchange.request + FIRST_LOOK,
                                               gpa_add(at, FIRST_LOOK), end - FIRST_LOOK))
                return SVSM_ERR_INVALID_ADDRESS;
        return SVSM_SUCCESS;
}

static uint64_t write_reply(const struct command *command, size_t size)
{
        uint32_t count = (uint32_t)size;

        memcpy(exchange.reply, &count, sizeof(count));
        if (!guest_copy_out(command->at, exchange.reply, SVSM_VTPM_REPLY_HEADER_SIZE + size))
                return SVSM_ERR_INVALID_ADDRESS;
        return SVSM_SUCCESS;
}

/* @used: how much of exchange.reply may hold something afterwards. */
static uint64_t send(const struct command *command, size_t *used)
{
        size_t size = 0;
        enum service_result result =
                service_call(SVSM_PROTOCOL_VTPM, exchange.request + MESSAGE_OFFSET,
                             sizeof(struct vtpm_message_header) + command->size,
                             exchange.reply + SVSM_VTPM_REPLY_HEADER_SIZE,
                             PAGE_SIZE - SVSM_VTPM_REPLY_HEADER_SIZE, &size);

        if (result == SERVICE_NONE)
                return SVSM_ERR_UNSUPPORTED_PROTOCOL;
        if (result != SERVICE_OK)
                return SVSM_ERR_PROTOCOL_BASE;
        *used = SVSM_VTPM_REPLY_HEADER_SIZE + size;
        return write_reply(command, size);
}

/* What the TPM was told and has said is nobody's business any more. */
static void forget(size_t request_used, size_t reply_used)
{
        memset(exchange.request, 0, request_used > FIRST_LOOK ? request_used : FIRST_LOOK);
        memset(exchange.reply, 0, reply_used);
}

static uint64_t command(const struct svsm_call *call)
{
        struct command decoded = { .size = 0 };
        size_t reply_used = sizeof(exchange.reply);
        uint64_t result;

        spin_lock(&exchange.lock);
        result = decode(gpa_from_outside(call->rcx), &decoded);
        if (result == SVSM_SUCCESS)
                result = send(&decoded, &reply_used);
        forget(SVSM_VTPM_REQUEST_HEADER_SIZE + decoded.size, reply_used);
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
