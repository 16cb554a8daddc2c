/*
 * services/vtpm/main.c - vtpmd: a TPM 2.0 as a service.
 *
 * Requests are lib/svsm/vtpm_message.h's. The first is read when the TPM is complete, which tells
 * the kernel that a guest may start.
 */
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"
#include "services/vtpm/engine.h"
#include "services/vtpm/manufacture.h"
#include "services/vtpm/tpm.h"

_Static_assert(VTPM_BUFFER_MAX <= SERVICE_MESSAGE_MAX, "a response fits a reply");
_Static_assert(VTPM_MAX_LOCALITY == TPM_LOCALITY_MAX, "localities");

/* Answers one request. A command that is too short gets what libtpms says to it. */
static int answer(const uint8_t *request, size_t size)
{
        const struct vtpm_message_header *header = (const void *)request;
        const uint8_t *response;
        size_t response_size;

        vtpm_exec(header->locality, request + sizeof(*header), size - sizeof(*header), &response,
                  &response_size);
        return service_reply(response, response_size);
}

static int serve(void)
{
        static uint8_t request[SERVICE_MESSAGE_MAX];

        for (;;) {
                long size = service_read_request(request, sizeof(request));

                if (size == 0)
                        return 0;
                if (size < (long)sizeof(struct vtpm_message_header)) {
                        service_log("vtpm: stopped: no request can be read");
                        return 1;
                }
                if (answer(request, (size_t)size)) {
                        service_log("vtpm: stopped: a reply cannot be given");
                        return 1;
                }
        }
}

int main(void)
{
        if (manufacture())
                return 1;
        return serve();
}
