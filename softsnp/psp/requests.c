/*
 * softsnp/psp/requests.c - see requests.h: what every message has to keep to, and who answers it (AMD 56860, tables 98 to 100).
 */
#include "softsnp/psp/requests.h"

#include "lib/base/memory.h"

union request {
        struct report_request report;
        struct key_request key;
        uint8_t tsc_info[TSC_INFO_REQUEST_SIZE];
};

union response {
        struct report_response report;
        struct key_response key;
        struct tsc_info_response tsc_info;
};

/* What a request of one type must be long, and what its response is. */
struct request_sizes {
        uint8_t type;
        uint16_t request;
        uint16_t response;
};

static const struct request_sizes known_requests[] = {
        { GUEST_MESSAGE_KEY_REQUEST, sizeof(struct key_request), sizeof(struct key_response) },
        { GUEST_MESSAGE_REPORT_REQUEST, sizeof(struct report_request),
          sizeof(struct report_response) },
        { GUEST_MESSAGE_TSC_INFO_REQUEST, TSC_INFO_REQUEST_SIZE, sizeof(struct tsc_info_response) },
};

/* NULL if there is no such request. */
static const struct request_sizes *find_sizes(const struct guest_message_header *header)
{
        for (size_t i = 0; i < sizeof(known_requests) / sizeof(known_requests[0]); i++)
                if (known_requests[i].type == header->type)
                        return &known_requests[i];
        return NULL;
}

/* The number after the last message's, and one must be left for the response. */
static uint32_t check_sequence(uint64_t last, uint64_t sequence)
{
        if (last > UINT64_MAX - 2)
                return FIRMWARE_AEAD_OVERFLOW;
        return sequence == last + 1 ? 0 : FIRMWARE_INVALID_PARAMETER;
}

static void answer(const struct snp_chip *chip, const struct psp_guest *guest,
                   const struct guest_message_header *header, const union request *request,
                   union response *out)
{
        unsigned int vmpck = header->vmpck;

        if (header->type == GUEST_MESSAGE_REPORT_REQUEST)
                psp_report(chip, guest, vmpck, &request->report, &out->report);
        else if (header->type == GUEST_MESSAGE_KEY_REQUEST)
                psp_derive_key(chip, guest, vmpck, &request->key, &out->key);
        else
                psp_tsc_info(request->tsc_info, &out->tsc_info);
}

/* The request's header becomes the response's: algorithm, versions and VMPCK stay. */
static void fill_response(struct guest_message *message, const union response *response,
                          uint16_t size)
{
        message->header.sequence++;
        message->header.type++;
        message->header.size = size;
        memset(message->payload, 0, sizeof(message->payload));
        memcpy(message->payload, response, size);
}

uint32_t psp_answer(const struct snp_chip *chip, struct psp_guest *guest,
                    struct guest_message *message)
{
        const struct request_sizes *sizes = find_sizes(&message->header);
        union response response;
        union request request;
        uint32_t error = message_check_header(&message->header);
        const uint8_t *key;
        uint64_t *last;

        if (error)
                return error;
        last = &guest->sequence[message->header.vmpck];
        key = guest->vmpck[message->header.vmpck];
        error = check_sequence(*last, message->header.sequence);
        if (!error)
                error = message_open(message, key);
        if (error)
                return error;
        if (!sizes || message->header.version != GUEST_MESSAGE_VERSION ||
            message->header.size != sizes->request)
                return FIRMWARE_INVALID_PARAMETER;
        memcpy(&request, message->payload, sizes->request);
        memset(&response, 0, sizeof(response));
        answer(chip, guest, &message->header, &request, &response);
        fill_response(message, &response, sizes->response);
        message_seal(message, key);
        *last = message->header.sequence;
        return 0;
}
