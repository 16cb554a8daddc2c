/*
 * fuzz/snp/guest_message.c - the security processor, given any message page: as it stands, and sealed with the
 * right key and sequence number, so that mutations reach what is behind the tag. It never crashes, counts
 * only what it answers, and answers only in the form of a response.
 */
#include <stdlib.h>
#include <string.h>

#include "softsnp/psp/requests.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct snp_chip chip = {
        .report_version = 5,
        .current_tcb = 0x7308000000000003,
        .committed_tcb = 0x7308000000000003,
        .vcek = { 1 },
};

static void check_response(const struct guest_message *message, uint64_t sequence, uint8_t type)
{
        if (message->header.sequence != sequence + 1 || message->header.type != type + 1 ||
            message_check_header(&message->header) != 0 || message->header.size < 4)
                abort();
}

static void pass_on(struct guest_message message)
{
        struct psp_guest guest = { .sequence = { 0, 2, UINT64_MAX - 2, UINT64_MAX } };
        const struct psp_guest before = guest;
        uint64_t sequence = message.header.sequence;
        uint8_t type = message.header.type;

        if (psp_answer(&chip, &guest, &message) != 0) {
                if (memcmp(&guest, &before, sizeof(guest)) != 0)
                        abort();
                return;
        }
        check_response(&message, sequence, type);
        if (guest.sequence[message.header.vmpck] != sequence + 1)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const uint8_t key[VMPCK_SIZE];
        struct guest_message message = { 0 };

        if (size > sizeof(message))
                size = sizeof(message);
        memcpy(&message, data, size);
        pass_on(message);
        message.header.vmpck &= 1;
        message.header.sequence = message.header.vmpck ? 3 : 1;
        if (message.header.size > GUEST_MESSAGE_PAYLOAD_MAX)
                return 0;
        message_seal(&message, key);
        pass_on(message);
        return 0;
}
