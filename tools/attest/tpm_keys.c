/*
 * tools/attest/tpm_keys.c - see tpm_keys.h. Keys are compared as public keys, not as bytes of a
 * certificate: an issuer may write the same key in another form.
 */
#include "tools/attest/tpm_keys.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "tools/x509/tpm_key.h"

/* The digest is of the compiled profile: the same YAML text always gives the same. */
static void check_digest(const struct attested *attested, const struct profile_file *profile,
                         struct steps *steps)
{
        bool same = memcmp(attested->profile_digest, profile->digest, PROFILE_DIGEST_SIZE) == 0;

        if (!attested->has_profile) {
                steps_skip(steps, "profile", "the manifest does not name one");
                return;
        }
        steps_add(steps, "profile", same, "%s, revision %u%s", attested->profile_name,
                  (unsigned int)attested->profile_revision,
                  same ? "" : ": made from another file than the one given");
}

/* The number of the profile's key that @key was made by, or PROFILE_NONE. */
static uint8_t find_maker(const struct profile *profile, const struct attested_key *key)
{
        for (uint32_t i = 0; i < profile->key_count; i++) {
                if (profile_key_matches(&profile->keys[i], key->data, key->size))
                        return (uint8_t)i;
        }
        return PROFILE_NONE;
}

/*
 * The digest says that the file is the same; the keys, that the TPM was in fact made by its
 * templates. One key of another template fails it.
 */
void tpm_keys_check_profile(const struct attested *attested, const struct profile_file *profile,
                            struct steps *steps)
{
        check_digest(attested, profile, steps);
        if (attested->unknown_keys) {
                steps_add(steps, "keys", false, "%zu are of kinds that no profile makes",
                          attested->unknown_keys);
                return;
        }
        for (size_t i = 0; i < attested->key_count; i++) {
                if (find_maker(&profile->profile, &attested->keys[i]) == PROFILE_NONE) {
                        steps_add(steps, "keys", false, "key %zu is none that the profile makes",
                                  i + 1);
                        return;
                }
        }
        if (attested->key_count)
                steps_add(steps, "keys", true, "%zu, each by a template of the profile",
                          attested->key_count);
        else
                steps_skip(steps, "keys", "the manifest has none");
}

/* Whether @key is that of an attested public area. */
static bool is_key_of(const struct attested_key *attested, EVP_PKEY *key)
{
        EVP_PKEY *expected = certificate_key(&attested->public);
        bool same = expected && key && EVP_PKEY_eq(expected, key) == 1;

        EVP_PKEY_free(expected);
        return same;
}

/* The key stays the manifest's; NULL if the certificate is of another TPM. */
static const struct attested_key *find_key(const struct attested *attested, EVP_PKEY *key)
{
        for (size_t i = 0; i < attested->key_count; i++) {
                if (is_key_of(&attested->keys[i], key))
                        return &attested->keys[i];
        }
        return NULL;
}

/*
 * A TPM's certificate has a critical subjectAltName in names that OpenSSL does not know, and AKs an
 * extended key usage of the TCG's: neither is a reason not to believe the issuer.
 */
const char *tpm_certificate_verify(X509 *certificate, X509_STORE *roots, STACK_OF(X509) * others,
                                   unsigned long flags)
{
        X509_STORE_CTX *context = X509_STORE_CTX_new();
        const char *problem = "OpenSSL fails";

        if (context && X509_STORE_CTX_init(context, roots, certificate, others) == 1) {
                X509_STORE_CTX_set_flags(context, flags);
                problem =
                        X509_verify_cert(context) == 1
                                ? NULL
                                : X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
        }
        X509_STORE_CTX_free(context);
        return problem;
}

/*
 * That the certificate is of an attested key counts for itself: without a CA it says who the TPM
 * is, not who vouches for it.
 */
void tpm_keys_check_certificate(const struct attested *attested, X509 *certificate,
                                X509_STORE *roots, STACK_OF(X509) * others, struct steps *steps)
{
        static const char name[] = "certificate";
        const struct attested_key *key = find_key(attested, X509_get0_pubkey(certificate));
        const char *kind;
        const char *problem;

        if (!key) {
                steps_add(steps, name, false, "is of no key in the manifest: of another machine");
                return;
        }
        kind = key->public.attributes & TPMA_OBJECT_SIGN ? "attestation" : "endorsement";
        if (!roots) {
                steps_add(steps, name, true, "of the %s key; no CA was given to check it", kind);
                return;
        }
        problem = tpm_certificate_verify(certificate, roots, others, X509_V_FLAG_X509_STRICT);
        steps_add(steps, name, !problem, "of the %s key, %s", kind,
                  problem ? problem : "up to a CA that is trusted");
}

void tpm_keys_check_given(const struct attested *attested, EVP_PKEY *key, struct steps *steps)
{
        const uint32_t needed = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN;
        const struct attested_key *found = find_key(attested, key);
        bool any = false;

        for (size_t i = 0; i < attested->key_count; i++)
                any = any || (attested->keys[i].public.attributes & needed) == needed;
        if (!any)
                return;
        if (found && (found->public.attributes & needed) == needed)
                steps_add(steps, "attestation key", true, "the one given is in the manifest");
        else
                steps_add(steps, "attestation key", false,
                          "the one given is none of the manifest's");
}
