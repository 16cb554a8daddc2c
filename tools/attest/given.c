/* tools/attest/given.c - see given.h. */
#include "tools/attest/given.h"

void given_free(struct inputs *inputs)
{
        attestation_key_free(&inputs->tpm.ak);
        references_free(&inputs->tpm.references);
        ima_paths_free(&inputs->tpm.ima_paths);
        certificates_free(&inputs->certificates);
        policy_free(inputs->policy);
        X509_STORE_free(inputs->tpm_roots);
        sk_X509_pop_free(inputs->tpm_others, X509_free);
        X509_free(inputs->tpm_certificate);
}
