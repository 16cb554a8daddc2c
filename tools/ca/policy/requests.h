/*
 * tools/ca/policy/requests.h - what the CA certifies, and what it refuses.
 */
#ifndef TOOLS_CA_POLICY_REQUESTS_H
#define TOOLS_CA_POLICY_REQUESTS_H

#include "lib/wire/manufacture.h"
#include "lib/wire/tpm_public.h"

/*
 * Checks a request and reads its keys into @publics (WIRE_KEYS_MAX of them). Returns NULL if all of
 * it may be certified, else the reason as the end of a sentence; *@key is then the number of the
 * key that is wrong.
 */
const char *policy_check(const struct wire_request *request, struct tpm_public *publics,
                         uint32_t *key);

/* The same for what the TPM says of itself: NULL, or the reason as a sentence. */
const char *policy_check_facts(const struct wire_tpm_facts *tpm);

#endif
