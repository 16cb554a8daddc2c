/*
 * softsnp/psp/requests.h - the security processor's answers to a guest's messages. Pure: runs in tests
 * on the host.
 */
#ifndef SOFTSNP_PSP_REQUESTS_H
#define SOFTSNP_PSP_REQUESTS_H

#include <stdint.h>

#include "softsnp/psp/answers.h"

/*
 * Answers the request in *@message, a copy that the guest cannot reach: 0, and the response has taken its
 * place, or FIRMWARE_*; then the message was not consumed, the same sequence number is expected
 * again, and *@message holds nothing of use. A request that can be read and is refused has been
 * consumed: it is the response that says so.
 */
__attribute__((warn_unused_result)) uint32_t
psp_answer(const struct snp_chip *chip, struct psp_guest *guest, struct guest_message *message);

#endif
