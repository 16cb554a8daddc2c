/* tools/profile/print/describe.c - see describe.h: the list of facts, the profile as a whole, NV indices. */
#include "tools/profile/print/describe.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/profile/tpm_values.h"
#include "tools/profile/print/facts.h"
#include "tools/profile/words/names.h"

static struct fact *new_fact(struct facts *facts)
{
        size_t room = facts->room ? 2 * facts->room : 64;
        struct fact *list;

        if (facts->count < facts->room)
                return &facts->list[facts->count++];
        list = realloc(facts->list, room * sizeof(*list));
        if (!list)
                abort(); /* a few kilobytes, on a host */
        facts->list = list;
        facts->room = room;
        return &facts->list[facts->count++];
}

void facts_add(struct facts *facts, const char *subject, const char *field, const char *format, ...)
{
        struct fact *fact = new_fact(facts);
        va_list arguments;

        fact->field = field;
        snprintf(fact->subject, sizeof(fact->subject), "%s", subject);
        va_start(arguments, format);
        if (vasprintf(&fact->value, format, arguments) < 0)
                abort();
        va_end(arguments);
}

const char *facts_find(const struct facts *facts, const char *subject, const char *field)
{
        for (size_t i = 0; i < facts->count; i++) {
                if (strcmp(facts->list[i].field, field) == 0 &&
                    strcmp(facts->list[i].subject, subject) == 0)
                        return facts->list[i].value;
        }
        return NULL;
}

void facts_free(struct facts *facts)
{
        for (size_t i = 0; i < facts->count; i++)
                free(facts->list[i].value);
        free(facts->list);
        *facts = (struct facts){ 0 };
}

void text_add(struct text *text, const char *format, ...)
{
        va_list arguments;
        int length;

        va_start(arguments, format);
        length = vsnprintf(text->data + text->length, sizeof(text->data) - text->length, format,
                           arguments);
        va_end(arguments);
        text->length += (size_t)length;
        if (text->length >= sizeof(text->data))
                text->length = sizeof(text->data) - 1;
}

void text_add_hex(struct text *text, struct profile_bytes bytes)
{
        for (size_t i = 0; i < bytes.size; i++)
                text_add(text, "%02x", bytes.data[i]);
}

void text_add_flags(struct text *text, uint32_t flags, struct words words)
{
        text_add(text, "0x%08x", flags);
        for (size_t i = 0; i < words.count; i++) {
                if (flags & words.list[i].value)
                        text_add(text, " %s", words.list[i].text);
        }
}

void text_add_policy(struct text *text, struct profile_bytes policy)
{
        const char *name = policy_name(policy);

        if (policy.size == 0)
                text_add(text, "none");
        else if (name)
                text_add(text, "%s", name);
        else
                text_add_hex(text, policy);
}

const char *word_or_number(struct words words, uint32_t value)
{
        static char number[16];
        const char *text = word_text(words, value);

        snprintf(number, sizeof(number), "0x%x", value);
        return text ? text : number;
}

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

void describe_key(const struct profile *profile, uint32_t key, struct facts *out)
{
        *out = (struct facts){ 0 };
        facts_add_key(out, "key", profile, key);
}
