/* softsnp/psp/secrets.h - the page in which the guest gets its message keys. */
#ifndef SOFTSNP_PSP_SECRETS_H
#define SOFTSNP_PSP_SECRETS_H

#include <stddef.h>

#include "lib/snp/secrets_page.h"

/*
 * Fills the secrets page; the keys are random, and of one launch. @family_model_stepping is EAX of CPUID function 1. Refuses
 * a CPU without RDRAND.
 */
void psp_fill_secrets(struct secrets_page *page, uint32_t family_model_stepping);

/* The launch's message keys, one a VMPL. */
void psp_message_keys(uint8_t out[4][VMPCK_SIZE]);

/* @size random bytes, a multiple of 8. Refuses a CPU without RDRAND. */
void psp_random(uint8_t *out, size_t size);

#endif
