/*
 * tools/tpm/device/compare.c - see compare.h. A field is named where it differs and nowhere else,
 * so that a difference is a short line.
 */
#include "tools/tpm/device/compare.h"

#include "lib/profile/tpm_values.h"
#include "lib/wire/tpm_public.h"
#include "tools/profile/words/names.h"

#include <string.h>

#define SHOWN_BYTES 16 /* of contents that differ */

/* Both sides of a field that is a number and stays one. */
static void number_field(struct difference *out, const char *name, uint32_t found,
                         uint32_t expected)
{
        if (found == expected)
                return;
        text_add(&out->found, "%s%s %u", out->found.length ? ", " : "", name, found);
        text_add(&out->expected, "%s%s %u", out->expected.length ? ", " : "", name, expected);
}

/* Both sides of a field whose numbers have words. */
static void word_field(struct difference *out, const char *name, uint32_t found, uint32_t expected,
                       struct words words)
{
        if (found == expected)
                return;
        text_add(&out->found, "%s%s %s", out->found.length ? ", " : "", name,
                 word_or_number(words, found));
        text_add(&out->expected, "%s%s %s", out->expected.length ? ", " : "", name,
                 word_or_number(words, expected));
}

/* What the TPM says of an index besides what it was defined with. */
static const struct word nv_states[] = {
        { "WRITTEN", TPMA_NV_WRITTEN },
        { "WRITELOCKED", TPMA_NV_WRITELOCKED },
        { "READLOCKED", TPMA_NV_READLOCKED },
};

static void add_flags(struct text *out, char sign, uint32_t flags, struct words words)
{
        for (size_t i = 0; i < words.count; i++)
                if (flags & words.list[i].value)
                        text_add(out, " %c%s", sign, words.list[i].text);
}

/* Behind the number of what was found: the bits that are too many and those that are missing. */
static void flags_field(struct difference *out, uint32_t found, uint32_t expected,
                        struct words words, struct words states)
{
        if (found == expected)
                return;
        text_add(&out->found, "%sattributes 0x%08x", out->found.length ? ", " : "", found);
        add_flags(&out->found, '+', found & ~expected, words);
        add_flags(&out->found, '+', found & ~expected, states);
        add_flags(&out->found, '-', expected & ~found, words);
        add_flags(&out->found, '-', expected & ~found, states);
        text_add(&out->expected, "%sattributes 0x%08x", out->expected.length ? ", " : "", expected);
}

static void policy_field(struct difference *out, struct profile_bytes found,
                         struct profile_bytes expected)
{
        if (found.size == expected.size &&
            (found.size == 0 || memcmp(found.data, expected.data, found.size) == 0))
                return;
        text_add(&out->found, "%spolicy ", out->found.length ? ", " : "");
        text_add_policy(&out->found, found);
        text_add(&out->expected, "%spolicy ", out->expected.length ? ", " : "");
        text_add_policy(&out->expected, expected);
}

static void key_fields(const struct tpm_public *found, const struct tpm_public *expected,
                       struct difference *out)
{
        static const struct words none = { 0 };

        word_field(out, "type", found->type, expected->type, algorithm_words);
        word_field(out, "name algorithm", found->name_algorithm, expected->name_algorithm,
                   hash_words);
        flags_field(out, found->attributes, expected->attributes, object_attribute_words, none);
        policy_field(out, (struct profile_bytes){ found->policy, found->policy_size },
                     (struct profile_bytes){ expected->policy, expected->policy_size });
        word_field(out, "symmetric", (uint32_t)found->symmetric << 16 | found->symmetric_bits,
                   (uint32_t)expected->symmetric << 16 | expected->symmetric_bits, symmetric_words);
        word_field(out, "scheme", found->scheme, expected->scheme, algorithm_words);
        number_field(out, "bits", found->rsa_bits, expected->rsa_bits);
        number_field(out, "exponent", found->rsa_exponent, expected->rsa_exponent);
        word_field(out, "curve", found->curve, expected->curve, curve_words);
}

/* A template, read; its unique field is of no interest. */
static bool read_template(const struct profile_key *key,
                          uint8_t bytes[PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX],
                          struct tpm_public *out)
{
        size_t size = profile_template(key, key->x.data, key->y.data, bytes,
                                       PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX);

        return tpm_public_read(bytes, size, out) == 0;
}

bool compare_key(const struct profile_key *key, const uint8_t *public, size_t size,
                 struct difference *out)
{
        uint8_t template[PROFILE_HEAD_MAX + 4 + 2 * PROFILE_UNIQUE_MAX];
        struct tpm_public found;
        struct tpm_public expected;

        *out = (struct difference){ 0 };
        if (profile_key_matches(key, public, size))
                return true;
        if (tpm_public_read(public, size, &found) || !read_template(key, template, &expected)) {
                text_add(&out->found, "a kind of key that is not known here");
                text_add(&out->expected, "an RSA or ECC key");
                return false;
        }
        key_fields(&found, &expected, out);
        if (out->found.length == 0) {
                text_add(&out->found, "another public area");
                text_add(&out->expected, "the template's");
        }
        return false;
}

bool compare_nv(const struct profile_nv *nv, size_t size, const struct device_nv *found,
                struct difference *out)
{
        uint32_t attributes = nv->attributes;

        *out = (struct difference){ 0 };
        /* What stays empty when the TPM is made is for its users to write. */
        if (nv->content == PROFILE_CONTENT_NONE)
                attributes |= found->attributes & TPMA_NV_WRITTEN;
        else
                attributes |= TPMA_NV_WRITTEN;
        if (nv->after_write == PROFILE_AFTER_LOCK)
                attributes |= TPMA_NV_WRITELOCKED;
        word_field(out, "name algorithm", found->name_algorithm, nv->name_algorithm, hash_words);
        flags_field(out, found->attributes, attributes, nv_attribute_words, WORDS(nv_states));
        policy_field(out, (struct profile_bytes){ found->policy, found->policy_size }, nv->policy);
        if (size)
                number_field(out, "size", found->size, (uint32_t)size);
        return out->found.length == 0;
}

static void show_bytes(struct text *out, struct profile_bytes bytes, size_t from)
{
        size_t size = bytes.size - from < SHOWN_BYTES ? bytes.size - from : SHOWN_BYTES;

        text_add(out, "%zu bytes, from %zu ", bytes.size, from);
        text_add_hex(out, (struct profile_bytes){ bytes.data + from, size });
        if (from + size < bytes.size)
                text_add(out, "...");
}

bool compare_content(struct profile_bytes expected, struct profile_bytes found,
                     struct difference *out)
{
        size_t at = 0;

        *out = (struct difference){ 0 };
        while (at < found.size && found.data[at] == (at < expected.size ? expected.data[at] : 0))
                at++;
        if (at == found.size && at >= expected.size)
                return true;
        show_bytes(&out->found, found, at);
        if (at < expected.size)
                show_bytes(&out->expected, expected, at);
        else
                text_add(&out->expected, "zeros behind the first %zu", expected.size);
        return false;
}

void describe_public(struct text *out, const uint8_t *public, size_t size)
{
        struct tpm_public key;

        if (tpm_public_read(public, size, &key)) {
                text_add(out, "%zu bytes of a kind that is not known here", size);
                return;
        }
        if (key.type == TPM_ALG_RSA)
                text_add(out, "rsa %u", key.rsa_bits);
        else
                text_add(out, "ecc %s", word_or_number(curve_words, key.curve));
        text_add(out, ", %s", word_or_number(hash_words, key.name_algorithm));
        text_add(out, ", attributes 0x%08x, policy ", key.attributes);
        text_add_policy(out, (struct profile_bytes){ key.policy, key.policy_size });
}
