/* softsnp/psp/secrets.h - the page in which the guest gets its message keys. */
#ifndef SOFTSNP_PSP_SECRETS_H
#define SOFTSNP_PSP_SECRETS_H

#include "lib/snp/secrets_page.h"

/* Fills the secrets page with new random keys. Refuses a CPU without RDRAND. */
void psp_fill_secrets(struct secrets_page *page);

#endif
