/*
 * lib/svsm/vtpm_message.h - the message in which the kernel hands a TPM command to the service of
 * SVSM_PROTOCOL_VTPM. One message a command: the request begins with this header, the TPM command
 * follows it; the reply is the TPM response alone. Both are at most SERVICE_MESSAGE_MAX bytes.
 */
#ifndef LIB_SVSM_VTPM_MESSAGE_H
#define LIB_SVSM_VTPM_MESSAGE_H

#include <stdint.h>

struct vtpm_message_header {
        uint8_t locality; /* 0 to VTPM_MAX_LOCALITY */
};
_Static_assert(sizeof(struct vtpm_message_header) == 1, "vTPM message header");

#define VTPM_MAX_LOCALITY 4

/*
 * The least TPM command: tag, size and command code (TPM 2.0 part 1, "Command/Response Structure").
 */
#define VTPM_COMMAND_MIN 10

#endif
