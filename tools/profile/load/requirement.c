/*
 * tools/profile/load/requirement.c - what the TPM must be able to do: what follows from the keys and the
 * NV indices, and what the profile says besides. Then whether it all has room in one.
 */
#include "lib/profile/check.h"
#include "lib/wire/tpm_public.h"
#include "tools/profile/load/requirement.h"
#include "tools/profile/words/names.h"

/*
 * What the libtpms that Cashew builds has room for, as measured: NV memory in bytes (67 indices of
 * 2048 bytes and 7 persistent objects fill it), persistent objects.
 */
#define NV_MEMORY          176832
#define PERSISTENT_OBJECTS 7

/* What a certificate or a chain takes, if the profile sets no size: WIRE_CERTIFICATE_MAX. */
#define UNKNOWN_SIZE 4096

/* Adds it unless it is there; too many are told by the caller's count. */
static void add(struct profile *profile, uint16_t kind, uint32_t value)
{
        for (uint32_t i = 0; i < profile->requirement_count; i++) {
                if (profile->requirements[i].kind == kind &&
                    profile->requirements[i].value == value)
                        return;
        }
        if (profile->requirement_count < PROFILE_REQUIRE_MAX)
                profile->requirements[profile->requirement_count] =
                        (struct profile_requirement){ kind, value };
        profile->requirement_count++;
}

/* The head with an empty unique field: it was checked when the key was. */
static bool read_head(const struct profile_key *key, uint8_t copy[PROFILE_HEAD_MAX + 4],
                      struct tpm_public *out)
{
        struct profile_key empty = *key;
        size_t size;

        empty.x.size = empty.y.size = 0;
        size = profile_template(&empty, NULL, NULL, copy, PROFILE_HEAD_MAX + 4);
        return tpm_public_read(copy, size, out) == 0;
}

/* In front of RSA's bits and exponent, or ECC's curve and derivation scheme, is the scheme's hash. */
static uint16_t scheme_hash(const struct profile_key *key, const struct tpm_public *public)
{
        const uint8_t *at = key->head.data + key->head.size - (public->type == TPM_ALG_RSA ? 8 : 6);

        return (uint16_t)(at[0] << 8 | at[1]);
}

/* A key with a symmetric algorithm is a storage key, and those have no mode but CFB. */
static void add_algorithms(struct profile *profile, const struct profile_key *key,
                           const struct tpm_public *public)
{
        add(profile, PROFILE_REQUIRE_ALGORITHM, public->type);
        add(profile, PROFILE_REQUIRE_ALGORITHM, public->name_algorithm);
        if (public->symmetric != TPM_ALG_NULL) {
                add(profile, PROFILE_REQUIRE_ALGORITHM, public->symmetric);
                add(profile, PROFILE_REQUIRE_ALGORITHM, TPM_ALG_CFB);
        }
        if (public->scheme != TPM_ALG_NULL) {
                add(profile, PROFILE_REQUIRE_ALGORITHM, public->scheme);
                add(profile, PROFILE_REQUIRE_ALGORITHM, scheme_hash(key, public));
        }
}

/* Kind by kind: that is how a reader looks for them. */
static void add_of_keys(struct profile *profile, uint16_t kind)
{
        for (uint32_t i = 0; i < profile->key_count; i++) {
                const struct profile_key *key = &profile->keys[i];
                uint8_t copy[PROFILE_HEAD_MAX + 4];
                struct tpm_public public;

                if (key->disposition == PROFILE_KEY_TEMPLATE || !read_head(key, copy, &public))
                        continue;
                if (kind == PROFILE_REQUIRE_ALGORITHM)
                        add_algorithms(profile, key, &public);
                else if (kind == PROFILE_REQUIRE_CURVE && public.curve)
                        add(profile, kind, public.curve);
                else if (kind == PROFILE_REQUIRE_RSA_BITS && public.rsa_bits)
                        add(profile, kind, public.rsa_bits);
                else if (kind == PROFILE_REQUIRE_AES_BITS && public.symmetric_bits)
                        add(profile, kind, public.symmetric_bits);
        }
}

/* In bytes; 0 for what only the TPM or the CA will know. */
static size_t known_size(const struct profile *profile, const struct profile_nv *nv)
{
        if (nv->size)
                return nv->size;
        switch (nv->content) {
        case PROFILE_CONTENT_LITERAL:
                return nv->literal.size;
        case PROFILE_CONTENT_TEMPLATE:
                return profile_template_size(&profile->keys[nv->subject]);
        case PROFILE_CONTENT_PUBLIC:
                return profile_public_size(&profile->keys[nv->subject]);
        case PROFILE_CONTENT_PUBLIC_2B:
                return 2 + profile_public_size(&profile->keys[nv->subject]);
        default:
                return 0;
        }
}

static uint32_t persistent_count(const struct profile *profile)
{
        uint32_t count = 0;

        for (uint32_t i = 0; i < profile->key_count; i++)
                count += profile->keys[i].disposition == PROFILE_KEY_PERSISTENT;
        return count;
}

/*
 * The largest index, not their sum: NV_INDEX_MAX is a limit on each (TPM_PT_NV_INDEX_MAX, TPM 2.0
 * Part 2). The sum is capacity_check()'s.
 */
static void add_counts(struct profile *profile)
{
        uint32_t persistent = persistent_count(profile);
        size_t largest = 0;

        for (uint32_t i = 0; i < profile->nv_count; i++) {
                size_t size = known_size(profile, &profile->nv[i]);

                if (size > largest)
                        largest = size;
        }
        if (largest)
                add(profile, PROFILE_REQUIRE_NV_INDEX_MAX, (uint32_t)largest);
        if (persistent)
                add(profile, PROFILE_REQUIRE_PERSISTENT, persistent);
}

/*
 * What is in the profile, in the order of the kinds. Keys that are only templates ask for nothing,
 * as the TPM does not make them.
 */
static void add_derived(struct profile *profile)
{
        add_of_keys(profile, PROFILE_REQUIRE_ALGORITHM);
        for (uint32_t i = 0; i < profile->nv_count; i++)
                add(profile, PROFILE_REQUIRE_ALGORITHM, profile->nv[i].name_algorithm);
        for (uint32_t i = 0; i < profile->bank_count; i++)
                add(profile, PROFILE_REQUIRE_ALGORITHM, profile->banks[i]);
        add_of_keys(profile, PROFILE_REQUIRE_CURVE);
        add_of_keys(profile, PROFILE_REQUIRE_RSA_BITS);
        add_of_keys(profile, PROFILE_REQUIRE_AES_BITS);
        add_counts(profile);
}

/* One explicit requirement: a word of @words if there are any, or a number. */
static bool read_value(struct source *source, const yaml_node_t *node, const char *field,
                       struct words words, uint32_t *out)
{
        const char *text = source_text(node);

        if (words.count && !(text && text[0] >= '0' && text[0] <= '9'))
                return source_word(source, node, field, words, out);
        return source_number(source, node, field, 1, UINT32_MAX, out);
}

static void add_listed(struct compiler *compiler, yaml_node_t *list, const char *field,
                       uint16_t kind, struct words words)
{
        struct source *source = &compiler->source;
        size_t count = list ? source_list(source, list, field, PROFILE_REQUIRE_MAX) : 0;

        for (size_t i = 0; i < count; i++) {
                uint32_t value;

                if (read_value(source, source_element(source, list, i), field, words, &value))
                        add(&compiler->profile, kind, value);
        }
}

/* At least 1: a requirement of nothing would be met by any TPM. */
static void add_number(struct compiler *compiler, yaml_node_t *node, const char *field,
                       uint16_t kind)
{
        uint32_t value;

        if (node && source_number(&compiler->source, node, field, 1, UINT16_MAX, &value))
                add(&compiler->profile, kind, value);
}

/*
 * For what keys and indices do not show: commands that guests use, larger keys than the profile's
 * own.
 */
static void add_explicit(struct compiler *compiler, yaml_node_t *requires)
{
        static const struct words numbers = { 0 };
        yaml_node_t *algorithms;
        yaml_node_t *curves;
        yaml_node_t *rsa_bits;
        yaml_node_t *aes_bits;
        yaml_node_t *nv_index_size;
        yaml_node_t *persistent;
        yaml_node_t *commands;
        yaml_node_t *libtpms;
        uint32_t libtpms_profile;
        const struct field fields[] = {
                { "algorithms", &algorithms, false },
                { "curves", &curves, false },
                { "rsa-bits", &rsa_bits, false },
                { "aes-bits", &aes_bits, false },
                { "nv-index-size", &nv_index_size, false },
                { "persistent-objects", &persistent, false },
                { "commands", &commands, false },
                { "libtpms-profile", &libtpms, false },
        };

        if (!source_fields(&compiler->source, requires, "requires", FIELDS(fields)))
                return;
        add_listed(compiler, algorithms, "algorithms", PROFILE_REQUIRE_ALGORITHM, algorithm_words);
        add_listed(compiler, curves, "curves", PROFILE_REQUIRE_CURVE, curve_words);
        add_listed(compiler, rsa_bits, "rsa-bits", PROFILE_REQUIRE_RSA_BITS, numbers);
        add_listed(compiler, aes_bits, "aes-bits", PROFILE_REQUIRE_AES_BITS, numbers);
        add_number(compiler, nv_index_size, "nv-index-size", PROFILE_REQUIRE_NV_INDEX_MAX);
        add_number(compiler, persistent, "persistent-objects", PROFILE_REQUIRE_PERSISTENT);
        add_listed(compiler, commands, "commands", PROFILE_REQUIRE_COMMAND, command_words);
        if (libtpms && source_word(&compiler->source, libtpms, "libtpms-profile", libtpms_words,
                                   &libtpms_profile))
                add(&compiler->profile, PROFILE_REQUIRE_LIBTPMS, libtpms_profile);
}

void requirements_read(struct compiler *compiler, yaml_node_t *requires)
{
        struct profile *profile = &compiler->profile;

        /* What is derived needs records that are in order. */
        if (compiler->source.faults == 0)
                add_derived(profile);
        if (requires)
                add_explicit(compiler, requires);
        if (profile->requirement_count > PROFILE_REQUIRE_MAX)
                source_fault(&compiler->source,
                             requires ? requires : source_root(&compiler->source),
                             "requires: found %u, with what keys and NV indices need; expected at "
                             "most %d",
                             profile->requirement_count, PROFILE_REQUIRE_MAX);
}

/*
 * A profile may be meant for another TPM than the one that Cashew builds: then it says how much
 * room that has.
 */
static bool read_capacity(struct compiler *compiler, yaml_node_t *capacity, uint32_t *memory,
                          uint32_t *objects)
{
        struct source *source = &compiler->source;
        yaml_node_t *nv_memory;
        yaml_node_t *persistent;
        const struct field fields[] = { { "nv-memory", &nv_memory, false },
                                        { "persistent-objects", &persistent, false } };

        *memory = NV_MEMORY;
        *objects = PERSISTENT_OBJECTS;
        if (!capacity)
                return true;
        return source_fields(source, capacity, "capacity", FIELDS(fields)) &&
               (!nv_memory || source_number(source, nv_memory, "nv-memory", 1, 1u << 24, memory)) &&
               (!persistent ||
                source_number(source, persistent, "persistent-objects", 1, 255, objects));
}

/*
 * Told when the profile is written, as a TPM that has no room fails only in the middle of its
 * manufacture. What an index takes besides its content is not counted, so a profile that passes can
 * still be too large.
 */
void capacity_check(struct compiler *compiler, yaml_node_t *capacity, yaml_node_t *keys,
                    yaml_node_t *nv)
{
        const struct profile *profile = &compiler->profile;
        struct source *source = &compiler->source;
        yaml_node_t *root = source_root(source);
        uint32_t memory;
        uint32_t objects;
        size_t sum = 0;

        if (!read_capacity(compiler, capacity, &memory, &objects) || source->faults != 0)
                return;
        for (uint32_t i = 0; i < profile->nv_count; i++) {
                size_t size = known_size(profile, &profile->nv[i]);

                sum += size ? size : UNKNOWN_SIZE;
        }
        if (sum > memory)
                source_fault(source, nv ? nv : root,
                             "nv: found %zu bytes in all; expected at most %u, the TPM's NV memory",
                             sum, memory);
        if (persistent_count(profile) > objects)
                source_fault(source, keys,
                             "keys: found %u persistent ones; expected at most %u, as many as the "
                             "TPM holds",
                             persistent_count(profile), objects);
}
