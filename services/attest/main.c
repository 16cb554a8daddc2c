/*
 * services/attest/main.c - attestd: reports of the security processor, for guests and for other
 * services. It alone holds VMPCK0, so it is small: no TPM, no X.509, no OpenSSL.
 *
 * It is ready without having asked for a report: a host that gives none stops those who need one. The same is true
 * of the time, which it asks for the kernel.
 */
#include "lib/svsm/attest_message.h"
#include "services/attest/processor.h"
#include "services/attest/requests.h"
#include "services/runtime/service.h"

static size_t answer(const uint8_t *request, size_t size, uint8_t *reply)
{
        if (request[0] == SERVICE_PEER_MARK)
                return peer_answer(request, size, reply);
        return guest_answer(request, size, reply);
}

int main(void)
{
        static uint8_t request[SERVICE_MESSAGE_MAX];
        static uint8_t reply[SERVICE_MESSAGE_MAX];

        if (processor_open())
                return 1;
        (void)!processor_time(); /* the kernel knows whether it can do without */
        for (;;) {
                long size = service_read_request(request, sizeof(request));

                if (size == 0)
                        return 0;
                if (size < 0 || service_reply(reply, answer(request, (size_t)size, reply))) {
                        service_log("attest: stopped: a request or its reply is lost");
                        return 1;
                }
        }
}
