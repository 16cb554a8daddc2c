/*
 * fuzz/snp/guest_response.c - attestd behind a hostile host: any answers to its messages, some of them sealed
 * with the right key so that what is behind the tag is reached. It never crashes, believes nothing that
 * is not sealed, and never uses a sequence number for two messages.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "services/attest/device.h"
#include "services/attest/message.h"
#include "services/attest/processor.h"
#include "services/runtime/service.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[VMPCK_SIZE] = { 1 };

static struct {
        struct bytes_reader input;
        struct message last; /* that came */
        bool sealed;         /* the last answer was sealed with the key */
        uint64_t now;
} host;

void service_log(const char *format, ...)
{
        (void)format;
}

uint64_t service_milliseconds(void)
{
        return host.now;
}

void device_wait(unsigned int milliseconds)
{
        host.now += milliseconds;
}

/* The kernel takes no time of zero speed, and only one. */
int device_give_time(const struct guest_request_time *time)
{
        return time->tsc_scale == 0 ? -1 : 0;
}

int device_take_key(uint8_t out[VMPCK_SIZE])
{
        memcpy(out, key, VMPCK_SIZE);
        return 0;
}

static void watch(const void *message, size_t size)
{
        uint64_t before;
        uint64_t now;

        memcpy(&before, host.last.bytes + 0x20, sizeof(before));
        memcpy(&now, (const uint8_t *)message + 0x20, sizeof(now));
        if (before == now &&
            (size != host.last.size || memcmp(host.last.bytes, message, size) != 0))
                abort();
        if (now < before)
                abort();
        host.last.size = size;
        memcpy(host.last.bytes, message, size);
}

/* A response as the security processor's, with a payload of the input's. */
static void seal(struct device_answer *answer)
{
        struct report_response response = { .size = SNP_REPORT_SIZE };
        struct message message;
        uint64_t sequence;
        uint8_t count = bytes_read_u8(&host.input);

        memcpy(&sequence, host.last.bytes + 0x20, sizeof(sequence));
        bytes_read(&host.input, &response, count < bytes_left(&host.input) ? count : 0);
        message_seal(&message, key, sequence + 1, GUEST_MESSAGE_REPORT_RESPONSE, &response,
                     sizeof(response));
        memcpy(answer->response, message.bytes, sizeof(answer->response));
        host.sealed = true;
}

static void give_certificates(struct device_answer *answer)
{
        size_t count = bytes_read_le16(&host.input);

        if (count > bytes_left(&host.input))
                count = bytes_left(&host.input);
        if (count > sizeof(answer->certificates))
                count = sizeof(answer->certificates);
        bytes_read(&host.input, answer->certificates, count);
        answer->head.certificate_pages = 1 + bytes_read_u8(&host.input) % 4;
}

/* Changes a byte of the tag or of the sequence number; between them nothing counts. */
static void damage(struct device_answer *answer)
{
        uint8_t at = bytes_read_u8(&host.input) % 24;

        answer->response[at < 16 ? at : at + 0x10] ^= 1;
        host.sealed = false;
}

int device_exchange(const void *message, size_t size, struct device_answer *answer)
{
        uint8_t kind = bytes_read_u8(&host.input);

        watch(message, size);
        memset(answer, 0, sizeof(*answer));
        host.sealed = false;
        if (kind & 1)
                seal(answer);
        else
                bytes_read(&host.input, answer->response,
                           bytes_left(&host.input) < 0x100 ? bytes_left(&host.input) : 0x100);
        if (kind & 2)
                give_certificates(answer);
        if (kind & 4)
                damage(answer);
        if (kind & 8)
                answer->head.status = (uint64_t)bytes_read_u8(&host.input) << 32;
        return kind == 0xff ? -1 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        host.input = bytes_reader(data, size);
        host.last = (struct message){ 0 };
        if (processor_open())
                abort();
        while (bytes_left(&host.input) > 0) {
                uint8_t report_data[SNP_REPORT_DATA_SIZE] = { bytes_read_u8(&host.input) };
                uint8_t report[SNP_REPORT_SIZE];
                struct certificates certificates;

                if (processor_report(report_data, report, &certificates))
                        continue;
                if (!host.sealed || certificates.size > sizeof(certificates.table))
                        abort();
        }
        return 0;
}
