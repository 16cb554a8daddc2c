/* tools/attest/attested_key.c - see attested_key.h. */
#include "tools/attest/attested_key.h"

#include "tools/attest/quote_signature.h"
#include "tools/attest/quoted.h"
#include "tools/attest/runtime_data.h"
#include "tools/x509/tpm_key.h"

static EVP_PKEY *hcl_key(const struct inputs *inputs)
{
        const struct hcl_report *hcl = &inputs->tpm.hcl;
        struct runtime_data runtime = { 0 };
        EVP_PKEY *key = NULL;

        if (inputs->tpm.has_hcl && !runtime_data_read(hcl->runtime, hcl->runtime_size, &runtime)) {
                key = runtime.ak;
                runtime.ak = NULL;
        }
        runtime_data_free(&runtime);
        return key;
}

static bool signs(const struct attested_key *key)
{
        const uint32_t needed = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN;

        return (key->public.attributes & needed) == needed;
}

static bool has_signed(const struct quoted *quoted, const struct file *signature, EVP_PKEY *key)
{
        return key && quote_signed_by(key, quoted->data, quoted->size, signature->data,
                                      signature->size) != NULL;
}

/* The manifest's that has signed. */
static EVP_PKEY *signer_in(const struct attested *attested, const struct quoted *quoted,
                           const struct file *signature)
{
        for (size_t i = 0; i < attested->key_count; i++) {
                EVP_PKEY *key = signs(&attested->keys[i])
                                        ? certificate_key(&attested->keys[i].public)
                                        : NULL;

                if (has_signed(quoted, signature, key))
                        return key;
                EVP_PKEY_free(key);
        }
        return NULL;
}

static EVP_PKEY *certified_key(const struct inputs *inputs)
{
        return inputs->tpm_certificate ? X509_get0_pubkey(inputs->tpm_certificate) : NULL;
}

/* Whoever has signed the quote: that it may, the verdict has said. */
static EVP_PKEY *quoting_key(const struct inputs *inputs, const struct attested *attested,
                             EVP_PKEY *vouched)
{
        EVP_PKEY *const candidates[] = { vouched, inputs->tpm.ak.key, certified_key(inputs) };
        struct quoted quoted;

        if (quoted_read(inputs->quote.data, inputs->quote.size, &quoted))
                return NULL;
        for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
                if (has_signed(&quoted, &inputs->signature, candidates[i]))
                        return EVP_PKEY_up_ref(candidates[i]) == 1 ? candidates[i] : NULL;
        }
        return signer_in(attested, &quoted, &inputs->signature);
}

/* The one that signs; of a manifest of version 0, the one that there is. */
static EVP_PKEY *only_key(const struct attested *attested)
{
        const struct attested_key *found = NULL;

        for (size_t i = 0; i < attested->key_count; i++) {
                if (!signs(&attested->keys[i]))
                        continue;
                if (found)
                        return NULL;
                found = &attested->keys[i];
        }
        if (!found && attested->key_count == 1)
                found = &attested->keys[0];
        return found ? certificate_key(&found->public) : NULL;
}

EVP_PKEY *attested_key_find(const struct inputs *inputs, const struct attested *attested)
{
        EVP_PKEY *vouched = hcl_key(inputs);
        EVP_PKEY *key;

        if (!inputs->quote.data)
                return vouched ? vouched : only_key(attested);
        key = quoting_key(inputs, attested, vouched);
        EVP_PKEY_free(vouched);
        return key;
}
