/* tools/profile/print/describe.c - see describe.h: the profile as a whole, NV indices. */
#include "tools/profile/print/describe.h"

#include <stdio.h>
#include <string.h>

#include "lib/profile/tpm_values.h"
#include "tools/profile/print/describe_key.h"
#include "tools/profile/words/names.h"

/* A line for each kind, its values in a row. */
static void add_requirements(struct facts *facts, const struct profile *profile)
{
        static const struct {
                uint16_t kind;
                const char *field;
                const struct words *words;
        } kinds[] = {
                { PROFILE_REQUIRE_ALGORITHM, "requires algorithms", &algorithm_words },
                { PROFILE_REQUIRE_CURVE, "requires curves", &curve_words },
                { PROFILE_REQUIRE_RSA_BITS, "requires RSA bits", NULL },
                { PROFILE_REQUIRE_AES_BITS, "requires AES bits", NULL },
                { PROFILE_REQUIRE_NV_INDEX_MAX, "requires NV indices of", NULL },
                { PROFILE_REQUIRE_PERSISTENT, "requires persistent objects", NULL },
                { PROFILE_REQUIRE_COMMAND, "requires commands", &command_words },
                { PROFILE_REQUIRE_LIBTPMS, "requires libtpms' profile", &libtpms_words },
        };

        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                struct text text = { 0 };

                for (uint32_t j = 0; j < profile->requirement_count; j++) {
                        const struct profile_requirement *it = &profile->requirements[j];

                        if (it->kind != kinds[i].kind)
                                continue;
                        if (text.length)
                                text_add(&text, " ");
                        if (kinds[i].words)
                                text_add(&text, "%s", word_or_number(*kinds[i].words, it->value));
                        else
                                text_add(&text, "%u", it->value);
                }
                if (text.length)
                        facts_add(facts, "profile", kinds[i].field, "%s", text.data);
        }
}

/* Banks that are not said stay as libtpms has them; the manifest is told by roles, as keys are. */
static void add_profile(struct facts *facts, const struct profile *profile)
{
        struct text banks = { 0 };
        struct text keys = { 0 };
        char role[FACT_SUBJECT_MAX];

        for (uint32_t i = 0; i < profile->bank_count; i++)
                text_add(&banks, "%s%s", i ? " " : "",
                         word_or_number(hash_words, profile->banks[i]));
        facts_add(facts, "profile", "PCR banks", "%s",
                  banks.length ? banks.data : "as the TPM has them");
        add_requirements(facts, profile);
        if (profile->manifest_v0 != PROFILE_NONE) {
                key_role(profile, profile->manifest_v0, role);
                facts_add(facts, "profile", "manifest version 0", "%s", role);
        }
        for (uint32_t i = 0; i < profile->manifest_v1_count; i++) {
                key_role(profile, profile->manifest_v1[i], role);
                text_add(&keys, "%s%s", i ? ", " : "", role);
        }
        if (keys.length)
                facts_add(facts, "profile", "manifest version 1", "%s", keys.data);
}

/* The subject of a certificate is a certificate's number, of anything else a key's. */
static void add_content(struct text *text, const struct profile *profile,
                        const struct profile_nv *nv)
{
        static const char *const kinds[] = {
                [PROFILE_CONTENT_NONE] = "nothing",
                [PROFILE_CONTENT_LITERAL] = "bytes",
                [PROFILE_CONTENT_TEMPLATE] = "template of",
                [PROFILE_CONTENT_PUBLIC] = "TPMT_PUBLIC of",
                [PROFILE_CONTENT_PUBLIC_2B] = "TPM2B_PUBLIC of",
                [PROFILE_CONTENT_CERTIFICATE] = "certificate of",
                [PROFILE_CONTENT_CHAIN] = "the CA's certificates",
                [PROFILE_CONTENT_HCL_REPORT] = "hardware report (HCL) with",
        };
        char role[FACT_SUBJECT_MAX];
        uint8_t key = nv->subject;

        text_add(text, "%s", kinds[nv->content]);
        if (nv->content == PROFILE_CONTENT_LITERAL) {
                text_add(text, " ");
                text_add_hex(text, nv->literal);
        }
        if (nv->subject == PROFILE_NONE)
                return;
        if (nv->content == PROFILE_CONTENT_CERTIFICATE)
                key = profile->certificates[nv->subject].key;
        key_role(profile, key, role);
        text_add(text, " %s", role);
}

/* What is only said if it is not as usual. */
static void add_rarities(struct facts *facts, const char *subject, const struct profile *profile,
                         uint32_t number)
{
        const struct profile_nv *nv = &profile->nv[number];

        for (uint32_t i = 0; i < profile->hook_count; i++) {
                if (profile->hooks[i].nv == number)
                        facts_add(facts, subject, "made anew on read", "after %u s (not supported)",
                                  profile->hooks[i].seconds);
        }
        if (nv->content != PROFILE_CONTENT_CERTIFICATE)
                return;
        facts_add(facts, subject, "certificate for", "%s",
                  word_text(purpose_words, profile->certificates[nv->subject].purpose));
        facts_add(facts, subject, "certificate extension", "%s",
                  word_text(extension_words, profile->certificates[nv->subject].extension));
}

/*
 * The size is told apart from the content's: left out, the manufacture takes what the content has.
 * TPMA_NV_PLATFORMCREATE says who defines it (TPM 2.0 Part 2, TPMA_NV).
 */
static void add_nv(struct facts *facts, const struct profile *profile, uint32_t number)
{
        const struct profile_nv *nv = &profile->nv[number];
        struct text attributes = { 0 };
        struct text content = { 0 };
        struct text policy = { 0 };
        char subject[FACT_SUBJECT_MAX];

        snprintf(subject, sizeof(subject), "NV 0x%08x", nv->index);
        add_content(&content, profile, nv);
        text_add_flags(&attributes, nv->attributes, nv_attribute_words);
        text_add_policy(&policy, nv->policy);
        facts_add(facts, subject, "holds", "%s", content.data);
        if (nv->size)
                facts_add(facts, subject, "size", "%u", nv->size);
        else
                facts_add(facts, subject, "size", "as its content");
        facts_add(facts, subject, "attributes", "%s", attributes.data);
        facts_add(facts, subject, "name algorithm", "%s",
                  word_or_number(hash_words, nv->name_algorithm));
        facts_add(facts, subject, "authValue", "%s", word_text(auth_words, nv->auth));
        facts_add(facts, subject, "policy", "%s", policy.data);
        facts_add(facts, subject, "defined by", "%s",
                  nv->attributes & TPMA_NV_PLATFORMCREATE ? "platform" : "owner");
        facts_add(facts, subject, "write-locked", "%s",
                  nv->after_write == PROFILE_AFTER_LOCK ? "yes" : "no");
        facts_add(facts, subject, "at the next boot", "%s",
                  word_text(next_boot_words, nv->next_boot));
        facts_add(facts, subject, "required", "%s", nv->required ? "yes" : "no");
        add_rarities(facts, subject, profile, number);
}

/* Keys by their roles, so that two profiles that name them differently can be laid side by side. */
void describe_profile(const struct profile *profile, struct facts *out)
{
        char role[FACT_SUBJECT_MAX];

        *out = (struct facts){ 0 };
        add_profile(out, profile);
        for (uint32_t i = 0; i < profile->key_count; i++) {
                key_role(profile, i, role);
                facts_add_key(out, role, profile, i);
        }
        for (uint32_t i = 0; i < profile->nv_count; i++)
                add_nv(out, profile, i);
}

/* The subject is the same on both sides of a comparison, whatever the keys' roles. */
void describe_key(const struct profile *profile, uint32_t key, struct facts *out)
{
        *out = (struct facts){ 0 };
        facts_add_key(out, "key", profile, key);
}
