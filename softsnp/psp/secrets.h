/* softsnp/psp/secrets.h - the message keys of this launch, and the page in which the guest gets them. */
#ifndef SOFTSNP_PSP_SECRETS_H
#define SOFTSNP_PSP_SECRETS_H

#include <stdint.h>

#include "lib/snp/secrets_page.h"

/* Fills the secrets page with new random keys; one launch, one page. Refuses a CPU without RDRAND. */
void psp_fill_secrets(struct secrets_page *page);

/* The key of the messages of @vmpl, 0 to 3, as it stands in the page. */
const uint8_t *psp_message_key(unsigned int vmpl);

#endif
