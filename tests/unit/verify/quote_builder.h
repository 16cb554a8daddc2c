/* tests/unit/verify/quote_builder.h - quotes as a TPM makes them, over the values that a log makes. */
#ifndef TESTS_UNIT_VERIFY_QUOTE_BUILDER_H
#define TESTS_UNIT_VERIFY_QUOTE_BUILDER_H

#include "tests/unit/eventlog/builder.h"
#include "tools/attest/events/pcrs.h"

#define QUOTE_BUILT_MAX 512

/* The values of all PCRs that the log makes. */
void quote_values(const struct built *log, struct pcr_values *out);

/* TPMS_ATTEST for "nonce" over SHA-256's PCRs 0 to 9. Returns its size. */
size_t quote_build(const struct pcr_values *values, uint8_t out[QUOTE_BUILT_MAX]);

/* The signature of an RSA key, as tpm2_quote -f plain writes it. Returns its size. */
size_t quote_sign(EVP_PKEY *key, const uint8_t *quote, size_t size, uint8_t out[QUOTE_BUILT_MAX]);

#endif
