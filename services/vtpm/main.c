/*
 * services/vtpm/main.c - vtpmd: a TPM 2.0 as a service.
 *
 * A request is a byte with the locality, then the TPM command; the reply is the TPM's response. The first request is read
 * when the TPM is complete, which tells the kernel that a guest may start.
 */
#include "services/runtime/service.h"
#include "services/vtpm/engine.h"
#include "services/vtpm/manufacture.h"

#define LOCALITY_SIZE 1

_Static_assert(VTPM_BUFFER_MAX <= SERVICE_MESSAGE_MAX, "a response fits a reply");

/* Answers one request; an empty one gets what libtpms says to an empty command. */
static int answer(const uint8_t *request, size_t size)
{
        const uint8_t *response;
        size_t response_size;

        vtpm_exec(request[0], request + LOCALITY_SIZE, size - LOCALITY_SIZE, &response,
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
                if (size < LOCALITY_SIZE) {
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
