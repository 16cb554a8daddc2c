/*
 * services/vtpm/main.c - vtpmd: a TPM 2.0 as a service.
 *
 * Requests are lib/svsm/vtpm_message.h's. The first is read when the TPM is complete, which tells
 * the kernel that a guest may start.
 */
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"
#include "services/vtpm/control.h"
#include "services/vtpm/direct.h"
#include "services/vtpm/engine.h"
#include "services/vtpm/manufacture.h"
#include "services/vtpm/state_file.h"
#include "services/vtpm/tpm.h"

_Static_assert(VTPM_BUFFER_MAX <= SERVICE_MESSAGE_MAX, "a response fits a reply");
_Static_assert(VTPM_MAX_LOCALITY == TPM_LOCALITY_MAX, "localities");

/* What a reply says is kept before it is given. */
static int reply(bool direct, const uint8_t *data, size_t size)
{
        if (state_file_commit())
                return -1;
        if (!direct)
                return service_reply(data, size);
        direct_reply(data, size);
        return 0;
}

static int answer_control(const uint8_t *request, size_t size)
{
        static uint8_t answer[SERVICE_MESSAGE_MAX];

        return reply(false, answer, control_run(request, size, answer));
}

/* Answers one request. A command that is too short gets what libtpms says to it. */
static int answer(const struct vtpm_options *options, bool direct, const uint8_t *request,
                  size_t size)
{
        const struct vtpm_message_header *header = (const void *)request;
        const uint8_t *response;
        size_t response_size;

        if (options->control && header->locality == VTPM_CONTROL)
                return answer_control(request, size);
        vtpm_exec(header->locality, request + sizeof(*header), size - sizeof(*header), &response,
                  &response_size);
        return reply(direct, response, response_size);
}

static int serve(const struct vtpm_options *options)
{
        static uint8_t request[SERVICE_MESSAGE_MAX];

        for (;;) {
                bool direct = false;
                long size = options->control ? direct_wait(request, sizeof(request), &direct)
                                             : service_read_request(request, sizeof(request));

                if (size == 0)
                        return 0;
                if (size < (long)sizeof(struct vtpm_message_header)) {
                        service_log("vtpm: stopped: no request can be read");
                        return 1;
                }
                if (answer(options, direct, request, (size_t)size)) {
                        service_log("vtpm: stopped: a reply cannot be given");
                        return 1;
                }
        }
}

int main(int argc, char **argv)
{
        static struct personality personality;
        struct vtpm_options options;

        service_find_peer();
        if (options_parse(argc, argv, &options) ||
            personality_load(options.profile, &personality) || manufacture(&options, &personality))
                return 1;
        return serve(&options);
}
