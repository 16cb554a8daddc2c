/*
 * tools/attest/events/pcrs.h - values of PCRs: as somebody wrote them down, and as a log makes them.
 */
#ifndef TOOLS_ATTEST_EVENTS_PCRS_H
#define TOOLS_ATTEST_EVENTS_PCRS_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/eventlog/log.h"

#define PCR_BANKS_MAX EVENT_BANKS_MAX

struct pcr_bank {
        uint16_t algorithm; /* TPM_ALG_ID */
        size_t size;        /* bytes of a value */
        uint32_t known;     /* bit N: there is a value of PCR N */
        uint8_t values[EVENT_PCRS][EVENT_DIGEST_MAX];
};

/* All zeros is: nothing is known. */
struct pcr_values {
        size_t count;
        struct pcr_bank banks[PCR_BANKS_MAX];
};

/* OpenSSL's hash, or NULL if it has none or that is not known here. */
const EVP_MD *pcr_hash(uint16_t algorithm);

/* The bank, or NULL. */
const struct pcr_bank *pcr_bank_find(const struct pcr_values *values, uint16_t algorithm);

/* The same, made if it is not there; NULL if there are too many, or the algorithm is not known. */
struct pcr_bank *pcr_bank_make(struct pcr_values *values, uint16_t algorithm);

/* What @from knows becomes what @to knows of the same PCRs; both are of one algorithm. */
void pcr_bank_copy(struct pcr_bank *to, const struct pcr_bank *from);

/* The bank that people call @name ("sha256", "SHA-256"); 0 if it is none. */
uint16_t pcr_algorithm(const char *name, size_t length);

/*
 * Reads what tpm2_pcrread or tpm2_quote print, lines like them ("sha256:7 HEX", JSON that has the same), or what tpm2_quote -o
 * writes. Returns NULL, or what is wrong; *@line is where, or 0.
 */
__attribute__((warn_unused_result)) const char *
pcr_values_read(const uint8_t *data, size_t size, struct pcr_values *out, size_t *line);

#endif
