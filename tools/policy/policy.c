/* tools/policy/policy.c - see policy.h. */
#include "tools/policy/policy.h"

#include <stdlib.h>
#include <string.h>

#include "tools/policy/files.h"

struct ca_policy *policy_new(void)
{
        struct ca_policy *policy = calloc(1, sizeof(*policy));

        if (!policy)
                return NULL;
        policy->rules.roots = X509_STORE_new();
        policy->rules.measurements = policy->measurements;
        policy->rules.references = &policy->references;
        if (policy->rules.roots)
                return policy;
        free(policy);
        return NULL;
}

void policy_free(struct ca_policy *policy)
{
        if (!policy)
                return;
        X509_STORE_free(policy->rules.roots);
        sk_X509_CRL_pop_free(policy->rules.crls, X509_CRL_free);
        for (uint32_t i = 0; i < policy->profile_count; i++)
                policy_profile_free(&policy->profiles[i]);
        free(policy);
}

const struct profile_file *policy_find_profile(const struct ca_policy *policy, const void *digest,
                                               size_t size)
{
        for (uint32_t i = 0; size == PROFILE_DIGEST_SIZE && i < policy->profile_count; i++) {
                if (memcmp(policy->profiles[i].digest, digest, size) == 0)
                        return &policy->profiles[i];
        }
        return NULL;
}
