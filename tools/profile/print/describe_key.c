/* tools/profile/print/describe_key.c - see describe_key.h. */
#include "tools/profile/print/describe_key.h"

#include <stdio.h>
#include <string.h>

#include "lib/profile/check.h"
#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"
#include "tools/profile/words/names.h"

/* The template, read; what its unique field holds is the profile's to say. */
static void read_public(const struct profile_key *key, struct tpm_public *out,
                        uint8_t template[PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX])
{
        size_t size = profile_template(key, key->x.data, key->y.data, template,
                                       PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX);

        if (tpm_public_read(template, size, out))
                *out = (struct tpm_public){ 0 };
}

/* By attributes and hierarchy, as people call them: EK, AK, SRK. */
static const char *key_use(const struct profile_key *key, const struct tpm_public *public)
{
        bool restricted = (public->attributes & TPMA_OBJECT_RESTRICTED) != 0;

        if (public->attributes & TPMA_OBJECT_DECRYPT && restricted)
                return key->hierarchy == TPM_RH_ENDORSEMENT ? "EK"
                       : key->hierarchy == TPM_RH_OWNER     ? "SRK"
                                                            : "storage key";
        if (restricted)
                return "AK";
        return public->attributes & TPMA_OBJECT_SIGN ? "signing key" : "decryption key";
}

/*
 * tpm_curve_bytes() is in whole bytes, and P-521 is the one curve that does not fill its last one.
 */
static void plain_role(const struct profile_key *key, char role[FACT_SUBJECT_MAX])
{
        uint8_t template[PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX];
        struct tpm_public public;

        read_public(key, &public, template);
        if (public.type == TPM_ALG_RSA)
                snprintf(role, FACT_SUBJECT_MAX, "%s RSA-%u", key_use(key, &public),
                         public.rsa_bits);
        else
                snprintf(role, FACT_SUBJECT_MAX, "%s ECC P-%zu", key_use(key, &public),
                         public.curve == TPM_ECC_NIST_P521 ? 521u
                                                           : 8 * tpm_curve_bytes(public.curve));
}

/* Of two that have the same role, the later one is called by its name too. */
void key_role(const struct profile *profile, uint32_t key, char role[FACT_SUBJECT_MAX])
{
        const struct profile_key *it = &profile->keys[key];
        char other[FACT_SUBJECT_MAX];

        plain_role(it, role);
        for (uint32_t i = 0; i < key; i++) {
                plain_role(&profile->keys[i], other);
                if (strcmp(other, role) == 0) {
                        size_t length = strlen(role);

                        snprintf(role + length, FACT_SUBJECT_MAX - length, " (%.*s)",
                                 (int)it->name.size, (const char *)it->name.data);
                        return;
                }
        }
}

/* The named templates have zeros there, a text, or nothing: the sizes are compared, then every byte. */
static bool same_unique(const struct profile_key *key, const struct named_template *named)
{
        if (key->x.size != named->x_size || key->y.size != named->y_size ||
            key->unique_rule != PROFILE_UNIQUE_LITERAL)
                return false;
        for (size_t i = 0; i < key->x.size; i++) {
                if (key->x.data[i] != (named->text ? (uint8_t)named->text[i] : 0))
                        return false;
        }
        for (size_t i = 0; i < key->y.size; i++) {
                if (key->y.data[i] != (named->text ? (uint8_t)named->text[i] : 0))
                        return false;
        }
        return true;
}

/* The text is static and stands until the next call. */
static const char *template_name(const struct profile_key *key)
{
        static char text[64];

        const struct named_template *named;

        for (size_t i = 0; (named = template_number(i)); i++) {
                struct profile_bytes head = { named->head, named->head_size };

                if (!profile_same_bytes(head, key->head))
                        continue;
                snprintf(text, sizeof(text), "%s%s", named->name,
                         same_unique(key, named) ? "" : " with another unique field");
                return text;
        }
        return "its own";
}

/* ASCII only: the bytes go to a terminal. */
static bool printable(struct profile_bytes bytes)
{
        for (size_t i = 0; i < bytes.size; i++) {
                if (bytes.data[i] < 0x20 || bytes.data[i] > 0x7e)
                        return false;
        }
        return bytes.size != 0;
}

/* True of no bytes at all too; who asks has looked at the size. */
static bool zeros(struct profile_bytes bytes)
{
        for (size_t i = 0; i < bytes.size; i++) {
                if (bytes.data[i] != 0)
                        return false;
        }
        return true;
}

/* A text is shown as one, since that is how a profile is likely to have written it. */
static void add_coordinate(struct text *text, struct profile_bytes bytes)
{
        if (bytes.size == 0)
                text_add(text, "empty");
        else if (zeros(bytes))
                text_add(text, "%zu zeros", bytes.size);
        else if (printable(bytes))
                text_add(text, "\"%.*s\"", (int)bytes.size, (const char *)bytes.data);
        else
                text_add_hex(text, bytes);
}

/* Random ones have sizes only: their bytes do not exist before the manufacture. */
static void add_unique(struct text *text, const struct profile *profile,
                       const struct profile_key *key, bool ecc)
{
        if (key->unique_rule == PROFILE_UNIQUE_RANDOM_ONCE) {
                text_add(text, "%zu random bytes, drawn once", key->x.size);
                if (ecc)
                        text_add(text, ", and %zu", key->y.size);
                return;
        }
        add_coordinate(text, key->x);
        if (ecc) {
                text_add(text, ", ");
                add_coordinate(text, key->y);
        }
        if (key->unique_rule == PROFILE_UNIQUE_NV_NONCE)
                text_add(text, " begun by the nonce in NV 0x%08x", profile->nv[key->nonce].index);
}

/* What the USER role of the key asks for (TPM 2.0 part 1, "Authorization Roles"). */
static const char *used_with(const struct tpm_public *public)
{
        bool auth = (public->attributes & TPMA_OBJECT_USER_WITH_AUTH) != 0;

        if (public->policy_size == 0)
                return auth ? "authValue" : "nothing";
        return auth ? "authValue or policy" : "policy";
}

/* Storage keys have no mode but CFB, so the algorithm and its bits are enough. */
static void add_algorithms(struct facts *facts, const char *subject,
                           const struct tpm_public *public)
{
        facts_add(facts, subject, "name algorithm", "%s",
                  word_or_number(hash_words, public->name_algorithm));
        if (public->symmetric == TPM_ALG_NULL)
                facts_add(facts, subject, "symmetric", "none");
        else
                facts_add(facts, subject, "symmetric", "%s",
                          word_or_number(symmetric_words, (uint32_t) public->symmetric << 16 |
                                                                  public->symmetric_bits));
        facts_add(facts, subject, "scheme", "%s",
                  public->scheme == TPM_ALG_NULL ? "none"
                                                 : word_or_number(algorithm_words, public->scheme));
}

/* A key may have several: the same key certified for two purposes stands in two indices. */
static void add_certificates(struct facts *facts, const char *subject,
                             const struct profile *profile, uint32_t key)
{
        struct text text = { 0 };

        for (uint32_t i = 0; i < profile->certificate_count; i++) {
                const struct profile_certificate *it = &profile->certificates[i];

                if (it->key == key)
                        text_add(&text, "%sin NV 0x%08x, %s", text.length ? "; " : "",
                                 profile->nv[it->nv].index, it->required ? "required" : "optional");
        }
        facts_add(facts, subject, "certificate", "%s", text.length ? text.data : "none");
}

/*
 * Whoever needs a transient key makes it with TPM2_CreatePrimary: the same seed and template give
 * the same key (TPM 2.0 Part 1, "Primary Seeds").
 */
static void add_disposition(struct facts *facts, const char *subject, const struct profile_key *key)
{
        if (key->disposition == PROFILE_KEY_PERSISTENT)
                facts_add(facts, subject, "handle", "0x%08x, if taken: %s", key->handle,
                          word_text(occupied_words, key->occupied));
        else
                facts_add(facts, subject, "handle", "%s",
                          key->disposition == PROFILE_KEY_TRANSIENT
                                  ? "none: made again from the template by who needs it"
                                  : "none: only the template is recorded");
}

/*
 * In the order in which people compare keys: identity, use, algorithms, what makes it another key,
 * where it is.
 */
void facts_add_key(struct facts *facts, const char *subject, const struct profile *profile,
                   uint32_t key)
{
        const struct profile_key *it = &profile->keys[key];
        uint8_t template[PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX];
        struct tpm_public public;
        struct text attributes = { 0 };
        struct text policy = { 0 };
        struct text unique = { 0 };

        read_public(it, &public, template);
        text_add_flags(&attributes, public.attributes, object_attribute_words);
        text_add_policy(&policy, (struct profile_bytes){ public.policy, public.policy_size });
        add_unique(&unique, profile, it, public.type == TPM_ALG_ECC);
        facts_add(facts, subject, "name", "%.*s", (int)it->name.size, (const char *)it->name.data);
        facts_add(facts, subject, "template", "%s", template_name(it));
        facts_add(facts, subject, "hierarchy", "%s", word_text(hierarchy_words, it->hierarchy));
        facts_add(facts, subject, "attributes", "%s", attributes.data);
        facts_add(facts, subject, "used with", "%s", used_with(&public));
        facts_add(facts, subject, "authValue", "%s", word_text(auth_words, it->auth));
        facts_add(facts, subject, "policy", "%s", policy.data);
        add_algorithms(facts, subject, &public);
        facts_add(facts, subject, "unique", "%s", unique.data);
        add_disposition(facts, subject, it);
        add_certificates(facts, subject, profile, key);
}
