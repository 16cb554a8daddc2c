/*
 * tools/attest/quote.c - see tpm_keys.h: quotes, from the nonce to the values of PCRs that they cover.
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "lib/eventlog/types.h"
#include "tools/attest/quote_signature.h"
#include "tools/attest/quoted_values.h"
#include "tools/attest/tpm_keys.h"
#include "tools/x509/tpm_key.h"

/* Only a restricted key signs nothing but what its TPM has made; any other signs what it is given. */
static const EVP_MD *signed_by_attested(const struct attested *attested,
                                        const struct quoted *quoted, const struct tpm_quote *quote)
{
        for (size_t i = 0; i < attested->key_count; i++) {
                const struct tpm_public *public = &attested->keys[i].public;
                uint32_t needed = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN;
                EVP_PKEY *key = certificate_key(public);
                const EVP_MD *hash = NULL;

                if ((public->attributes & needed) == needed)
                        hash = quote_signed_by(key, quoted->data, quoted->size, quote->signature,
                                               quote->signature_size);
                EVP_PKEY_free(key);
                if (hash)
                        return hash;
        }
        return NULL;
}

/* The manifest's keys before the others: the report vouches for them directly. The hash that was signed, or NULL. */
static const EVP_MD *check_key(const struct attested *attested, X509 *certificate,
                               const struct quoted *quoted, const struct tpm_quote *quote,
                               struct steps *steps)
{
        static const char name[] = "quote's key";
        const EVP_MD *hash = signed_by_attested(attested, quoted, quote);
        const char *who = "an attestation key of the manifest";

        if (!hash && quote->key) {
                hash = quote_signed_by(quote->key, quoted->data, quoted->size, quote->signature,
                                       quote->signature_size);
                who = quote->key_is;
        }
        if (!hash && certificate) {
                hash = quote_signed_by(X509_get0_pubkey(certificate), quoted->data, quoted->size,
                                       quote->signature, quote->signature_size);
                who = "that of the certificate";
        }
        if (hash)
                steps_add(steps, name, true, "%s", who);
        else if (quote_signature_is_weak(quote->signature, quote->signature_size))
                steps_add(steps, name, false,
                          "the signature is over SHA-1, which proves too little");
        else if (quote->key)
                steps_add(steps, name, false, "it is not signed by %s", quote->key_is);
        else
                steps_add(steps, name, false,
                          "neither an attestation key of the manifest nor that of a certificate");
        return hash;
}

static bool same(const uint8_t *left, size_t left_size, const uint8_t *right, size_t right_size)
{
        return left_size == right_size && (left_size == 0 || memcmp(left, right, left_size) == 0);
}

/* The digest is over the values in the selection's order, by the signature's hash (TPM 2.0 Part 3, TPM2_Quote). */
static bool check_values(const struct quoted *quoted, const EVP_MD *hash,
                         const struct tpm_quote *quote, struct steps *steps,
                         struct pcr_values *covered)
{
        enum quoted_values found = quoted_values_check(quoted, hash, quote->values, covered);
        bool good = found == QUOTED_VALUES_SAME;

        if (found == QUOTED_VALUES_LACK)
                steps_add(steps, "PCRs", false,
                          "the quote covers PCRs of which there is no value in %s",
                          quote->values_are);
        else
                steps_add(steps, "PCRs", good, "%s %s", quote->values_are,
                          good ? "are what was quoted" : "are not what was quoted");
        return good;
}

static void check_pcrs(const struct quoted *quoted, const EVP_MD *hash,
                       const struct tpm_quote *quote, struct steps *steps,
                       struct pcr_values *covered)
{
        if (quote->pcr_digest)
                steps_add(steps, "PCRs",
                          same(quoted->pcr_digest, quoted->pcr_digest_size, quote->pcr_digest,
                               quote->pcr_digest_size),
                          "the digest of the selected ones");
        if (quote->values && hash)
                check_values(quoted, hash, quote, steps, covered);
        if (!quote->pcr_digest && !quote->values)
                steps_skip(steps, "PCRs", "no digest was expected");
}

/* Which PCRs, for people: "sha256:0,4,9". */
static void show_tpm(const struct quoted *quoted, struct steps *steps)
{
        char pcrs[STEP_DETAIL_MAX / 2] = "";
        size_t used = 0;

        for (size_t i = 0; i < quoted->selection_count && used < sizeof(pcrs); i++) {
                const char *name = event_algorithm_name(quoted->selections[i].algorithm);
                char between = ':';

                used += (size_t)snprintf(pcrs + used, sizeof(pcrs) - used, " %s",
                                         name ? name : "another bank");
                for (unsigned int pcr = 0; pcr < 32 && used < sizeof(pcrs); pcr++) {
                        if (!(quoted->selections[i].pcrs & UINT32_C(1) << pcr))
                                continue;
                        used += (size_t)snprintf(pcrs + used, sizeof(pcrs) - used, "%c%u", between,
                                                 pcr);
                        between = ',';
                }
        }
        steps_skip(steps, "TPM", "firmware 0x%llx, clock %llu ms%s, %u resets, %u restarts;%s",
                   (unsigned long long)quoted->firmware, (unsigned long long)quoted->clock,
                   quoted->safe ? "" : " (unsafe)", (unsigned int)quoted->resets,
                   (unsigned int)quoted->restarts, pcrs);
}

/*
 * Nonce first, as an old quote is of no use whoever signed it. The PCRs are compared last, as only a signature makes them the
 * TPM's.
 */
void tpm_keys_check_quote(const struct attested *attested, X509 *certificate,
                          const struct tpm_quote *quote, struct steps *steps,
                          struct pcr_values *covered)
{
        struct quoted quoted;
        const char *problem = quoted_read(quote->data, quote->size, &quoted);
        const EVP_MD *hash;

        *covered = (struct pcr_values){ 0 };
        if (!problem &&
            !same(quoted.extra, quoted.extra_size, quote->qualifying, quote->qualifying_size))
                problem = "is for another nonce";
        if (!steps_add(steps, "quote", !problem, "%s", problem ? problem : "for this nonce"))
                return;
        hash = check_key(attested, certificate, &quoted, quote, steps);
        show_tpm(&quoted, steps);
        check_pcrs(&quoted, hash, quote, steps, covered);
}
