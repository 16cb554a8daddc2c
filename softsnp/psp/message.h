/*
 * softsnp/psp/message.h - opening and sealing guest messages (lib/snp/guest_message.h). Pure: runs in
 * tests on the host.
 */
#ifndef SOFTSNP_PSP_MESSAGE_H
#define SOFTSNP_PSP_MESSAGE_H

#include <stdint.h>

#include "lib/snp/guest_message.h"
#include "lib/snp/secrets_page.h"

/*
 * What the firmware says of a message that it does not answer, 0 if it does: Linux
 * include/uapi/linux/psp-sev.h. Which of them hardware gives for a wrong sequence number or tag is
 * not known; Linux gives the key up for either.
 */
#define FIRMWARE_BAD_MEASUREMENT   0x0b /* the tag is wrong */
#define FIRMWARE_INVALID_PARAMETER 0x16
#define FIRMWARE_AEAD_OVERFLOW     0x1d /* the key has no sequence numbers left */

/* A message page. */
struct guest_message {
        struct guest_message_header header;
        uint8_t payload[GUEST_MESSAGE_PAYLOAD_MAX];
};
_Static_assert(sizeof(struct guest_message) == GUEST_MESSAGE_PAGE_SIZE, "guest message");

/* Fixed fields, reserved bytes, payload size and VMPCK. 0 or FIRMWARE_*. */
__attribute__((warn_unused_result)) uint32_t
message_check_header(const struct guest_message_header *header);

/*
 * Checks the tag of a message whose header was checked, and decrypts its payload. 0 or FIRMWARE_*: then
 * the payload is of no use.
 */
__attribute__((warn_unused_result)) uint32_t message_open(struct guest_message *message,
                                                          const uint8_t key[VMPCK_SIZE]);

/* Encrypts the payload, of header.size bytes, and fills the tag in. */
void message_seal(struct guest_message *message, const uint8_t key[VMPCK_SIZE]);

#endif
