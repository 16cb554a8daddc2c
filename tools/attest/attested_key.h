/* tools/attest/attested_key.h - the key of a TPM that a verdict vouches for. */
#ifndef TOOLS_ATTEST_ATTESTED_KEY_H
#define TOOLS_ATTEST_ATTESTED_KEY_H

#include "tools/attest/inputs.h"

/*
 * Of a verdict that passed: the key that has signed the quote; without one, the attestation key of the HCL report or of @attested,
 * or its only key. NULL if there is none, or several. The caller frees it.
 */
EVP_PKEY *attested_key_find(const struct inputs *inputs, const struct attested *attested);

#endif
