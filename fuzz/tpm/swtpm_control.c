/*
 * fuzz/tpm/swtpm_control.c - any bytes as a control message: what is read keeps to its limits, what goes
 * to vtpmd and what is answered fits where it is written.
 */
#include "lib/svsm/vtpm_message.h"
#include "tools/tpm/serve/swtpm_control.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_request(const struct swtpm_request *request, const uint8_t *data, size_t size)
{
        if (request->locality > VTPM_MAX_LOCALITY || request->body_here > request->body_size ||
            request->kind > VTPM_STATE_SAVED)
                abort();
        if (request->body_here &&
            (request->body < data || request->body + request->body_here > data + size))
                abort();
}

/* The rest of the input stands for vtpmd's answer. */
static void check_reply(const struct swtpm_request *request, const uint8_t *answer, size_t size)
{
        uint8_t out[SWTPM_REPLY_MAX + 16];
        size_t written;

        if (size > SWTPM_REPLY_MAX)
                size = SWTPM_REPLY_MAX;
        written = swtpm_write_reply(request, answer, size, out, sizeof(out));
        if (written < sizeof(uint32_t) || written > sizeof(out))
                abort();
}

static void check_messages(const struct swtpm_request *request)
{
        uint8_t out[VTPM_CONTROL_PIECE + 16];
        size_t piece = request->body_here;

        if (piece > VTPM_CONTROL_PIECE)
                piece = VTPM_CONTROL_PIECE;
        if (swtpm_control_message(request, out, sizeof(out)) > 16)
                abort();
        if (request->body_here &&
            swtpm_body_message(request, 0, request->body, piece, out, sizeof(out)) < piece + 2)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct swtpm_request request;
        size_t message = size ? data[0] % (size + 1) : 0;
        uint8_t out[SWTPM_REPLY_MAX];

        if (size == 0)
                return 0;
        data++;
        size--;
        message = message > size ? size : message;
        if (swtpm_read_request(data, message, &request) != SWTPM_SUCCESS) {
                if (swtpm_write_result(request.command, SWTPM_FAIL, out, sizeof(out)) < 4)
                        abort();
                return 0;
        }
        check_request(&request, data, message);
        check_messages(&request);
        check_reply(&request, data + message, size - message);
        return 0;
}
