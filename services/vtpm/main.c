/*
 * services/vtpm/main.c - vtpmd: a TPM 2.0 as a service.
 *
 * Requests are lib/svsm/vtpm_message.h's. The first is read when the TPM is complete, which tells
 * the kernel that a guest may start.
 */
#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"
#include "services/vtpm/control.h"
#include "services/vtpm/direct.h"
#include "services/vtpm/filter.h"
#include "services/vtpm/firmware.h"
#include "services/vtpm/libtpms/engine.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/manufacture.h"
#include "services/vtpm/state_file.h"
#include "services/vtpm/state_keys.h"
#include "services/vtpm/libtpms/tpm.h"
#include "services/vtpm/mending.h"
#include "services/vtpm/timekeeping.h"

#include <string.h>

_Static_assert(VTPM_BUFFER_MAX <= SERVICE_MESSAGE_MAX, "a response fits a reply");
_Static_assert(VTPM_MAX_LOCALITY == TPM_LOCALITY_MAX, "localities");

/* The status of a repair that has left something as it was. */
#define EXIT_DIFFERS 3

/* A request, and what has to be given for it. */
struct exchange {
        uint8_t request[SERVICE_MESSAGE_MAX];
        long request_size;
        bool direct; /* it came by the connection (direct.h) */
        const uint8_t *reply;
        size_t reply_size;
};

static void answer_control(struct exchange *exchange)
{
        static uint8_t answer[SERVICE_MESSAGE_MAX];

        exchange->reply = answer;
        exchange->reply_size =
                control_run(exchange->request, (size_t)exchange->request_size, answer);
}

/* The reply is the TPM's buffer, which what we ask it now would overwrite. */
static void keep_time(struct exchange *exchange, const uint8_t *command, size_t size)
{
        static uint8_t copy[VTPM_BUFFER_MAX];
        struct bytes_reader in = bytes_reader(copy, exchange->reply_size);

        memcpy(copy, exchange->reply, exchange->reply_size);
        exchange->reply = copy;
        bytes_read_be16(&in);
        bytes_read_be32(&in);
        timekeeping_after(command, size, bytes_read_be32(&in));
}

/* The TPM is kept. */
static bool outlives_us(const struct vtpm_options *options)
{
        return options->state || options->state_file;
}

/* A command that is too short gets what libtpms says to it. */
static void answer(const struct vtpm_options *options, struct exchange *exchange)
{
        const struct vtpm_message_header *header = (const void *)exchange->request;
        const uint8_t *command = exchange->request + sizeof(*header);
        size_t size = (size_t)exchange->request_size - sizeof(*header);

        if (options->control && header->locality == VTPM_CONTROL) {
                answer_control(exchange);
                return;
        }
        if (state_file_is_let_go()) {
                vtpm_answer_retry(&exchange->reply, &exchange->reply_size);
                return;
        }
        vtpm_exec(header->locality, command, size, &exchange->reply, &exchange->reply_size);
        if (outlives_us(options) && timekeeping_is_due(command, size))
                keep_time(exchange, command, size);
}

static void first_request(const struct vtpm_options *options, struct exchange *exchange)
{
        uint8_t *request = exchange->request;

        exchange->request_size =
                options->control ? direct_wait(request, SERVICE_MESSAGE_MAX, &exchange->direct)
                                 : service_read_request(request, SERVICE_MESSAGE_MAX);
}

/* To where the request came from. */
static int reply_with_control(const struct exchange *exchange)
{
        if (!exchange->direct)
                return service_reply(exchange->reply, exchange->reply_size);
        direct_reply(exchange->reply, exchange->reply_size);
        return 0;
}

static void next_request_with_control(struct exchange *exchange)
{
        int result = reply_with_control(exchange);

        exchange->direct = false;
        exchange->request_size =
                result ? -1
                       : direct_wait(exchange->request, SERVICE_MESSAGE_MAX, &exchange->direct);
}

/* Gives the reply; what it says has been kept before. */
static void next_request(const struct vtpm_options *options, struct exchange *exchange)
{
        if (options->control)
                next_request_with_control(exchange);
        else
                exchange->request_size = service_exchange(exchange->reply, exchange->reply_size,
                                                          exchange->request, SERVICE_MESSAGE_MAX);
}

/* Nobody will ask again. Inside the SVSM the TPM ends with its machine. */
static int end(const struct vtpm_options *options)
{
        if (outlives_us(options)) {
                vtpm_power_off();
                timekeeping_power_off();
        }
        return state_file_commit() || state_file_settle() ? 1 : 0;
}

/* What is no more, seeds above all, must not be found in the file. */
static bool forgets(const struct exchange *exchange)
{
        struct bytes_reader in = bytes_reader(exchange->request, (size_t)exchange->request_size);

        if (bytes_read_u8(&in) == VTPM_CONTROL)
                return false;
        bytes_read_be16(&in);
        bytes_read_be32(&in);
        switch (bytes_read_be32(&in)) {
        case TPM_CC_CLEAR:
        case TPM_CC_CHANGE_EPS:
        case TPM_CC_CHANGE_PPS:
        case TPM_CC_EVICT_CONTROL:
        case TPM_CC_NV_UNDEFINE_SPACE:
        case TPM_CC_NV_UNDEFINE_SPACE_SPECIAL:
                return true;
        default:
                return false;
        }
}

/* What the reply says is kept before it is given. */
static int keep(const struct exchange *exchange)
{
        bool changed = state_is_dirty();

        if (state_file_commit())
                return -1;
        return changed && forgets(exchange) ? state_file_settle() : 0;
}

static int serve(const struct vtpm_options *options)
{
        static struct exchange exchange;

        first_request(options, &exchange);
        while (exchange.request_size >= (long)sizeof(struct vtpm_message_header)) {
                answer(options, &exchange);
                if (keep(&exchange)) {
                        service_log("vtpm: stopped: a reply cannot be given");
                        return 1;
                }
                next_request(options, &exchange);
        }
        if (exchange.request_size == 0)
                return end(options);
        service_log("vtpm: stopped: a reply cannot be given, or no request be read");
        return 1;
}

static int run(const struct vtpm_options *options)
{
        static struct personality personality;

        if (personality_load(options->profile, &personality) ||
            (options->keys && state_keys_read(options->keys)) ||
            (options->filter && filter_load(options->filter)) || manufacture(options, &personality))
                return 1;
        /* On plain Linux a CA has many clients at once; inside the SVSM the channel is nobody else's. */
        if (options->control)
                service_channel_close();
        if (options->abrupt)
                vtpm_be_abrupt();
        if (options->import || options->export)
                return 0;
        if (options->repair)
                return mending_differences() ? EXIT_DIFFERS : 0;
        return serve(options);
}

int main(int argc, char **argv)
{
        struct vtpm_options options;
        int status;

        service_find_peer();
        firmware_log();
        if (options_parse(argc, argv, &options))
                return 1;
        status = run(&options);
        state_keys_forget();
        return status;
}
