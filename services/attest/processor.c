/* services/attest/processor.c - see processor.h. */
#include "services/attest/processor.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/snp/certificate_table.h"
#include "services/attest/device.h"
#include "services/attest/erase.h"
#include "services/attest/message.h"
#include "services/runtime/service.h"

/*
 * How long a host may be busy, and how often it is asked: Linux, arch/x86/coco/sev/core.c, SNP_REQ_MAX_RETRY_DURATION and
 * SNP_REQ_RETRY_DELAY. The waits begin short, since a guest that has asked waits too: its own loop around SVSM_ERR_BUSY
 * keeps interrupts off as well (svsm_perform_call_protocol()), so that it gains nothing from an earlier answer.
 */
#define BUSY_LIMIT_MS      60000
#define BUSY_FIRST_WAIT_MS 50
#define BUSY_WAIT_MS       2000
#define BUSY_LINE_MS       1000 /* from here on it is worth a line */

_Static_assert(VMPCK_SIZE == MESSAGE_KEY_SIZE, "the key's size");
_Static_assert(sizeof(struct snp_report) == SNP_REPORT_SIZE, "the report's size");

/* What a response can be. */
union payload {
        struct report_response report;
        struct tsc_info_response time;
};

static struct {
        uint8_t key[VMPCK_SIZE];
        bool usable;
        uint64_t sequence; /* of the last exchange's response; the next request has one more */
        bool pending;      /* .request has been given to the host, and was not answered */
        enum guest_message_type type; /* of .request */
        size_t response_size;         /* of the payload that answers it */
        struct message request;       /* its sequence number is .sequence + 1 */
        struct device_answer answer;
        bool busy_told;           /* there is a line about a host that is busy */
        char last_failure[120];   /* the same twice is said once */
        bool certificates_missed; /* it has been said that there are none */
} processor;

/* A guest can bring about a failure as often as it likes; a line is only written when it is another. */
__attribute__((format(printf, 1, 2))) static int failure(const char *format, ...)
{
        char text[sizeof(processor.last_failure)];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        if (strcmp(text, processor.last_failure) != 0)
                service_log("attest: no %s: %s",
                            processor.type == GUEST_MESSAGE_TSC_INFO_REQUEST ? "time" : "report",
                            text);
        memcpy(processor.last_failure, text, sizeof(text));
        return -1;
}

/* Without the key there are no more reports until the machine is started anew. */
static int abandon_key(const char *why)
{
        processor.usable = false;
        erase(processor.key, sizeof(processor.key));
        return failure(
                "a response is not the security processor's: %s; VMPCK0 is not used any more", why);
}

int processor_open(void)
{
        static const uint8_t none[VMPCK_SIZE];

        memset(&processor, 0, sizeof(processor));
        if (device_take_key(processor.key) || memcmp(processor.key, none, sizeof(none)) == 0) {
                service_log("attest: stopped: there is no VMPCK0");
                return -1;
        }
        processor.usable = true;
        return 0;
}

static int give_up(void)
{
        uint64_t status = processor.answer.head.status;

        if (status == GUEST_REQUEST_VMM_BUSY)
                return failure("the host is busy for %u s", BUSY_LIMIT_MS / 1000);
        if (status == GUEST_REQUEST_VMM_INVALID_LENGTH)
                return failure("the host wants %u pages for certificates",
                               processor.answer.head.wanted_pages);
        return failure("the host refuses: 0x%llx", (unsigned long long)status);
}

/* A host that is busy, while one request waits for it. */
struct busy {
        uint64_t deadline;
        unsigned int waited; /* ms, added up: it counts if the clock stands still */
        unsigned int next;
};

/* Waits before the request is made again; false: it was long enough. The line comes once until the host has answered. */
static bool wait_for_host(struct busy *busy)
{
        if (busy->waited >= BUSY_LIMIT_MS || service_milliseconds() >= busy->deadline)
                return false;
        if (busy->waited >= BUSY_LINE_MS && !processor.busy_told) {
                service_log("attest: the host is busy: asked again for up to %u s",
                            BUSY_LIMIT_MS / 1000);
                processor.busy_told = true;
        }
        device_wait(busy->next);
        busy->waited += busy->next;
        busy->next = busy->next * 2 > BUSY_WAIT_MS ? BUSY_WAIT_MS : busy->next * 2;
        return true;
}

/*
 * Has the pending request answered. Busy hosts are asked again; one that wants more room for certificates is asked once more,
 * and then gets a request without any (the device's work).
 */
static int deliver(void)
{
        struct busy busy = { service_milliseconds() + BUSY_LIMIT_MS, 0, BUSY_FIRST_WAIT_MS };
        bool without_certificates = false;

        for (;;) {
                uint64_t status;

                if (device_exchange(processor.request.bytes, processor.request.size,
                                    &processor.answer))
                        return failure("the host does not answer");
                status = processor.answer.head.status;
                if (status == 0) {
                        processor.busy_told = false;
                        return 0;
                }
                if (status == GUEST_REQUEST_VMM_INVALID_LENGTH && !without_certificates)
                        without_certificates = true;
                else if (status != GUEST_REQUEST_VMM_BUSY || !wait_for_host(&busy))
                        return give_up();
        }
}

/* Delivers the pending request and opens the response to it; the sequence number is spent then. */
static int finish_pending(union payload *response)
{
        enum message_error error;

        if (deliver())
                return -1;
        error = message_open(processor.answer.response, processor.key, processor.sequence + 1,
                             processor.type, response, processor.response_size);
        if (error != MESSAGE_OK)
                return abandon_key(message_error_text(error));
        processor.sequence += 2;
        processor.pending = false;
        return 0;
}

static int exchange(enum guest_message_type type, const void *request, size_t request_size,
                    size_t response_size, union payload *response)
{
        if (!processor.usable)
                return failure("VMPCK0 is not used any more");
        /* What was left from before; whom it was for does not wait for it any more. */
        if (processor.pending && finish_pending(response))
                return -1;
        if (processor.sequence > UINT64_MAX - 2)
                return abandon_key("its sequence numbers are used up");
        message_seal(&processor.request, processor.key, processor.sequence + 1, type, request,
                     request_size);
        processor.type = type;
        processor.response_size = response_size;
        processor.pending = true;
        return finish_pending(response);
}

static int check_response(const struct report_request *request,
                          const struct report_response *response)
{
        struct snp_report report;

        if (response->status != GUEST_MESSAGE_STATUS_OK)
                return failure("the security processor refuses: status 0x%x", response->status);
        memcpy(&report, response->report, sizeof(report));
        if (response->size != sizeof(report) || report.vmpl != request->vmpl ||
            memcmp(report.report_data, request->report_data, sizeof(report.report_data)) != 0)
                return failure("the security processor gives another one");
        return 0;
}

/* KVM's table is empty unless its user space was told of a file: a report is as good without, but somebody must have them. */
static void miss_certificates(void)
{
        if (!processor.certificates_missed)
                service_log("attest: the host gives no certificates: reports go without");
        processor.certificates_missed = true;
}

/* Of the host's pages only what the table uses: what lies behind it is the host's, and nobody's. */
static void take_certificates(struct certificates *out)
{
        size_t size = (size_t)processor.answer.head.certificate_pages * GUEST_MESSAGE_PAGE_SIZE;
        struct certificate_table table;
        enum certificate_table_error error;

        if (size == 0) {
                miss_certificates();
                return;
        }
        error = certificate_table_open(&table, processor.answer.certificates, size);
        if (error != CERTIFICATE_TABLE_OK) {
                (void)failure("the host's certificates are left out: %s",
                              certificate_table_error_text(error));
                return;
        }
        if (table.used == 0)
                miss_certificates();
        out->size = table.used;
        memcpy(out->table, processor.answer.certificates, table.used);
}

int processor_report(const uint8_t report_data[SNP_REPORT_DATA_SIZE],
                     uint8_t report[SNP_REPORT_SIZE], struct certificates *certificates)
{
        struct report_request request = { .vmpl = 0 };
        union payload response = { 0 };

        certificates->size = 0;
        memcpy(request.report_data, report_data, sizeof(request.report_data));
        if (exchange(GUEST_MESSAGE_REPORT_REQUEST, &request, sizeof(request),
                     sizeof(response.report), &response) ||
            check_response(&request, &response.report))
                return -1;
        memcpy(report, response.report.report, SNP_REPORT_SIZE);
        take_certificates(certificates);
        return 0;
}

int processor_time(void)
{
        static const uint8_t request[TSC_INFO_REQUEST_SIZE];
        union payload response = { 0 };
        struct guest_request_time time;

        if (exchange(GUEST_MESSAGE_TSC_INFO_REQUEST, request, sizeof(request),
                     sizeof(response.time), &response))
                return -1;
        if (response.time.status != GUEST_MESSAGE_STATUS_OK)
                return failure("the security processor refuses: status 0x%x", response.time.status);
        time = (struct guest_request_time){ response.time.tsc_scale, response.time.tsc_offset };
        return device_give_time(&time) ? failure("the kernel does not take it") : 0;
}
