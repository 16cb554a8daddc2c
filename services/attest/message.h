/*
 * services/attest/message.h - a guest message, sealed and opened (lib/snp/guest_message.h).
 *
 * The IV is the sequence number, so two different messages of one key must never have the same one:
 * who calls message_seal() sees to that.
 */
#ifndef SERVICES_ATTEST_MESSAGE_H
#define SERVICES_ATTEST_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/snp/guest_message.h"

#define MESSAGE_KEY_SIZE 32

/* A message as it goes to the security processor: the used part of the page. */
struct message {
        size_t size; /* bytes, at most GUEST_MESSAGE_PAGE_SIZE */
        uint8_t bytes[GUEST_MESSAGE_PAGE_SIZE];
};

enum message_error {
        MESSAGE_OK = 0,
        MESSAGE_BAD_HEADER =
                -1, /* algorithm, versions, sizes or key number are not the ones expected */
        MESSAGE_BAD_SEQUENCE = -2, /* it does not answer this request */
        MESSAGE_BAD_TYPE = -3,     /* the same */
        MESSAGE_BAD_TAG = -4,      /* not from the security processor, or changed on the way */
};

/*
 * Makes a request of VMPCK0. @size is at most GUEST_MESSAGE_PAYLOAD_MAX.
 */
void message_seal(struct message *out, const uint8_t key[MESSAGE_KEY_SIZE], uint64_t sequence,
                  enum guest_message_type type, const void *payload, size_t size);

/*
 * Opens the response page @page to the request with @sequence and @type, which must hold exactly
 * @size bytes of payload. The page is private memory; @out receives nothing unless all is well.
 */
__attribute__((warn_unused_result)) enum message_error
message_open(const uint8_t page[GUEST_MESSAGE_PAGE_SIZE], const uint8_t key[MESSAGE_KEY_SIZE],
             uint64_t sequence, enum guest_message_type type, void *out, size_t size);

/* What is wrong, for people. */
const char *message_error_text(enum message_error error);

#endif
